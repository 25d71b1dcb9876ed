import { z } from 'zod';
import type { PersonState } from './person-state.js';

/** Types of what was written by us; a key that is gone or new since does no harm. */
const maybeText = z.string().nullable();
const value = z.union([z.number(), z.string(), z.boolean(), z.null()]);
const reading = z.looseObject({
  metric: z.string(),
  value,
  unit: maybeText,
  takenAt: z.number(),
  createdAt: z.number(),
  modifiedAt: z.number(),
  attribution: z.number().nullable(),
  deviceId: maybeText,
  deviceModel: maybeText,
  groupId: maybeText,
  source: z.string(),
});
const device = z.looseObject({
  device: z.looseObject({ id: z.string() }),
  readings: z.record(z.string(), reading),
  missingSince: z.number().optional(),
});
const detail = z.looseObject({ start: z.number(), end: z.number(), modified: z.number() });
const failing = z.looseObject({ id: z.string(), start: z.number(), since: z.number() });
const details = z.looseObject({
  walked: z.number(),
  fetched: tolerantMap(detail),
  told: z.array(z.string()).optional(),
  failing: tolerantList(failing).optional().catch(undefined),
});
const feed = z.looseObject({
  cursor: z.number().optional(),
  lastSuccess: z.number().optional(),
  lastError: z.string().optional(),
  refused: z.boolean().optional(),
  next: z.number().optional(),
  failures: z.number().optional(),
  notBefore: z.number().optional(),
  wait: z.number().optional(),
  past: z
    .object({ from: z.string(), complete: z.boolean(), begun: z.number(), recent: z.number(), empty: z.number() })
    .optional()
    .catch(undefined),
  windowRead: z.number().optional(),
  ignored: z.string().optional(),
  rules: z.number().optional(),
  details: details.optional(),
});
const data = z.record(z.string(), z.union([z.number(), z.string()]));
const record = z.looseObject({
  id: z.string(),
  date: z.string(),
  start: z.number(),
  end: z.number(),
  created: z.number(),
  modified: z.number(),
  data,
});
const day = z.looseObject({ date: z.string(), modified: z.number(), isTracker: z.boolean(), data });
const triples = z.array(z.tuple([z.number(), z.number(), z.number()]));
const night = z.looseObject({
  ...{ start: z.number(), end: z.number(), deviceId: maybeText, minutes: z.number(), stages: triples },
  curves: z.record(z.string(), z.array(z.tuple([z.number(), z.number()]))),
});
const event = z.looseObject({
  id: z.string(),
  type: z.string(),
  takenAt: z.number(),
  attribution: z.number().nullable(),
  deviceModel: maybeText,
  groupId: maybeText,
  values: z.record(z.string(), value),
  night: night.optional(),
});

const PARTS = {
  loginProblem: z.string(),
  zoneFrom: z.object({ feed: z.string(), at: z.number() }),
  midnights: z.record(z.string(), z.number()),
  readings: tolerantMap(reading),
  devices: tolerantMap(device),
  feeds: tolerantMap(feed),
  seen: z.record(z.string(), z.number()),
  records: tolerantMap(z.array(record)),
  activity: z.array(day),
  outbox: tolerantList(event),
} satisfies Partial<Record<keyof PersonState, z.ZodType>>;

export type StoredPart = keyof typeof PARTS;

/**
 * A part of a person's state as it was stored. What does not fit any more is left out, so that it is read from the cloud
 * again; the rest stays.
 */
export function readPart(part: StoredPart, stored: unknown): Partial<PersonState> {
  if (stored === undefined) return {};
  const parsed = PARTS[part].safeParse(stored);
  return parsed.success ? ({ [part]: parsed.data } as Partial<PersonState>) : {};
}

/** What a row holds of a part; undefined where a disk has left no JSON of it. */
export function readBody(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return undefined;
  }
}

/** An object without the entries that do not fit. */
function tolerantMap<T extends z.ZodType>(entry: T) {
  return z.record(z.string(), z.unknown()).transform((entries) =>
    Object.fromEntries(
      Object.entries(entries).flatMap(([key, one]) => {
        const parsed = entry.safeParse(one);
        return parsed.success ? [[key, parsed.data] as const] : [];
      }),
    ),
  );
}

/** A list without the entries that do not fit. */
function tolerantList<T extends z.ZodType>(entry: T) {
  return z.array(z.unknown()).transform((entries) =>
    entries.flatMap((one) => {
      const parsed = entry.safeParse(one);
      return parsed.success ? [parsed.data] : [];
    }),
  );
}
