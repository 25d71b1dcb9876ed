import { z } from 'zod';
import { readObject, readRows } from './answer-rows.js';
import { decimal, toMantissa } from './decimal.js';
import type { Session } from './session.js';
import { fields, integer, text, time, toInteger, toNumber } from './tolerant.js';

/** One row of getdevice. Times are seconds since 1970; `battery` is high, medium, low, or a word nobody has documented. */
export interface Device {
  readonly id: string;
  readonly type: string | undefined;
  readonly model: string | undefined;
  readonly modelId: number | undefined;
  readonly battery: string | undefined;
  readonly timezone: string | undefined;
  readonly firstSession: number | undefined;
  readonly lastSession: number | undefined;
  readonly firmware: string | undefined;
}

/** What the person has set as goals; each only if set. Seconds of sleep, kilograms. */
export interface Goals {
  readonly steps: number | undefined;
  readonly sleep: number | undefined;
  readonly weight: number | undefined;
  /** Those that are set and make no sense: nobody has taken them back. */
  readonly unreadable?: readonly GoalName[];
}

export type GoalName = 'steps' | 'sleep' | 'weight';

const deviceRow = z.object({
  hash_deviceid: text,
  deviceid: text,
  type: text,
  model: text,
  model_id: integer,
  battery: text,
  timezone: text,
  first_session_date: time,
  last_session_date: time,
  fw: text,
});

export const GETDEVICE = { endpoint: '/v2/user', action: 'getdevice' } as const;
const DEVICES = { key: 'devices', isRow: (row: object) => 'deviceid' in row || 'hash_deviceid' in row };

/** POST /v2/user, action getdevice. The same device may be listed several times; its last row counts. */
export async function getDevices(call: Session['call']): Promise<Device[]> {
  const body = readObject(await call({ ...GETDEVICE, params: {} }), 'the body', GETDEVICE);
  const devices = new Map<string, Device>();
  for (const item of readRows(body.devices, DEVICES, GETDEVICE)) {
    const row = deviceRow.parse(fields(item));
    const id = row.hash_deviceid ?? row.deviceid;
    // Ids become keys of objects, and this one cannot be.
    if (id === undefined || id === '__proto__') continue;
    devices.set(id, {
      id,
      type: row.type,
      model: row.model,
      modelId: row.model_id,
      battery: row.battery?.toLowerCase(),
      timezone: row.timezone,
      firstSession: row.first_session_date,
      lastSession: row.last_session_date ?? devices.get(id)?.lastSession,
      firmware: row.fw,
    });
  }
  return [...devices.values()];
}

export const GETGOALS = { endpoint: '/v2/user', action: 'getgoals' } as const;

/**
 * POST /v2/user, action getgoals. Withings sends `goals: []` when there are none.
 *
 * @returns undefined for an answer that says nothing of goals
 */
export async function getGoals(call: Session['call']): Promise<Goals | undefined> {
  const { goals } = readObject(await call({ ...GETGOALS, params: {} }), 'the body', GETGOALS);
  if (goals === undefined || goals === null) return undefined;
  const set = readObject(goals, 'goals', GETGOALS);
  const read = { steps: toNumber(set.steps), sleep: toNumber(set.sleep), weight: toKilograms(set.weight) };
  const unreadable = GOAL_NAMES.filter((name) => read[name] === undefined && !isUnset(set[name]));
  return { ...read, ...(unreadable.length > 0 && { unreadable }) };
}

const GOAL_NAMES = ['steps', 'sleep', 'weight'] as const satisfies readonly GoalName[];

/** Nothing, or an object with nothing in it or as its value. */
function isUnset(raw: unknown): boolean {
  if (typeof raw !== 'object' || raw === null) return isBlank(raw);
  return Object.keys(raw).length === 0 || ('value' in raw && isBlank(raw.value));
}

function isBlank(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

function toKilograms(raw: unknown): number | undefined {
  const { value, unit } = fields(raw);
  const mantissa = toMantissa(value);
  const kilograms = mantissa === undefined ? Number.NaN : decimal(mantissa, toInteger(unit) ?? 0);
  return Number.isFinite(kilograms) ? kilograms : undefined;
}
