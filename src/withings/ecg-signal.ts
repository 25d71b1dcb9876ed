import { readObject } from './answer-rows.js';
import { type CallSite, TransportError } from './errors.js';
import { readModel } from './record.js';
import type { Session } from './session.js';
import { fields, toInteger, toNumber } from './tolerant.js';

/** The curve of one ECG. */
export interface EcgSignal {
  /** Microvolts, whole ones, one after the other; null where the recording has a gap. Empty until Withings has all of it. */
  readonly signal: readonly (number | null)[];
  /** Samples a second; undefined where nothing is said. */
  readonly frequency: number | undefined;
  /** Withings' code of where it was worn. */
  readonly wearPosition: number | undefined;
  readonly model: string | undefined;
}

export const HEART_GET = { endpoint: '/v2/heart', action: 'get' } as const;

/**
 * POST /v2/heart, action get: the recorded signal of an ECG, whose id is the record's of getEcgs.
 *
 * @throws TransportError when there is something else where the signal should be
 */
export async function getEcgSignal(call: Session['call'], signalId: string): Promise<EcgSignal> {
  const answer = await call({ ...HEART_GET, params: { signalid: signalId } });
  const body = fields(readObject(answer, 'the body', HEART_GET));
  const frequency = toNumber(body.sampling_frequency);
  return {
    signal: readSamples(body.signal, HEART_GET),
    frequency: frequency !== undefined && frequency > 0 ? frequency : undefined,
    wearPosition: toInteger(body.wearposition),
    model: readModel(body.model),
  };
}

function readSamples(value: unknown, { endpoint, action }: CallSite): (number | null)[] {
  if (value === undefined || value === null) return [];
  const samples = Array.isArray(value) ? value.map(toMicrovolts) : undefined;
  if (samples && (samples.length === 0 || samples.some((sample) => sample !== null))) return samples;
  throw new TransportError(`Withings answered ${endpoint} ${action} with something else where signal should be`, {
    endpoint,
    action,
  });
}

function toMicrovolts(value: unknown): number | null {
  const number = toNumber(value);
  return number === undefined ? null : Math.round(number);
}
