import { z } from 'zod';
import { EVENT_TYPES, type ReadingEvent } from '../metrics/event.js';
import type { Reading } from '../metrics/reading.js';
import type { ActivityDay } from '../withings/activity.js';
import type { HealthRecord } from '../withings/record.js';

/**
 * As JSON gives it back: what was undefined is missing. A schema that must fit it does not compile any more when the
 * type gets another shape, which is when older files need a step (versions.ts).
 */
type Stored<T> = { readonly [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  readonly [K in keyof T as undefined extends T[K] ? K : never]?: T[K] | undefined;
};

const value = z.union([z.number(), z.string(), z.boolean(), z.null()]);
const data = z.record(z.string(), z.union([z.number(), z.string()]));

const reading = z.looseObject({
  metric: z.string(),
  account: z.string(),
  value,
  takenAt: z.number(),
  createdAt: z.number(),
  modifiedAt: z.number(),
  source: z.string(),
}) satisfies z.ZodType<
  Pick<Reading, 'metric' | 'account' | 'value' | 'takenAt' | 'createdAt' | 'modifiedAt' | 'source'>
>;
const readings = z.record(z.string(), reading);

const healthRecord = z.looseObject({
  id: z.string(),
  date: z.string(),
  timezone: z.string().optional(),
  start: z.number(),
  end: z.number(),
  created: z.number(),
  modified: z.number(),
  attribution: z.number().optional(),
  category: z.number().optional(),
  deviceId: z.string().optional(),
  model: z.string().optional(),
  data,
  ongoing: z.literal(true).optional(),
}) satisfies z.ZodType<Stored<HealthRecord>>;

const activityDay = z.looseObject({
  date: z.string(),
  timezone: z.string().optional(),
  modified: z.number(),
  brand: z.number().optional(),
  isTracker: z.boolean(),
  deviceId: z.string().optional(),
  model: z.string().optional(),
  data,
}) satisfies z.ZodType<Stored<ActivityDay>>;

const event = z.looseObject({
  id: z.string(),
  type: z.enum(EVENT_TYPES),
  takenAt: z.number(),
  attribution: z.number().nullable(),
  deviceModel: z.string().nullable(),
  groupId: z.string().nullable(),
  values: z.record(z.string(), value),
}) satisfies z.ZodType<Stored<ReadingEvent>>;

const weight = z.looseObject({ time: z.number(), value: z.number() });

/**
 * The schema of `state.json`. Identity and readings must be as they should, or the whole file is damaged. Of the rest
 * each part stands for itself: one that does not fit is left out, and the next sync reads it again.
 *
 * @param onDropped called with the name of each part that is left out
 */
export function stateFile(version: number, onDropped: (part: string) => void) {
  const part = <T extends z.ZodType>(schema: T, name: string) =>
    schema.optional().catch(() => {
      onDropped(name);
      return undefined;
    });

  const records = z.looseObject({
    sleep: part(z.array(healthRecord), 'records.sleep'),
    workouts: part(z.array(healthRecord), 'records.workouts'),
    ecgs: part(z.array(healthRecord), 'records.ecgs'),
  });
  const outbox = z
    .array(part(event, 'an event of outbox'))
    .transform((events) => events.filter((one) => one !== undefined));
  const feed = z.looseObject({
    cursor: z.number().optional(),
    lastSuccess: z.number().optional(),
    lastError: z.string().optional(),
    refused: z.boolean().optional(),
    windowRead: z.number().optional(),
    ignored: z.string().optional(),
    seen: part(z.record(z.string(), z.number()), 'feeds.seen'),
  });
  const account = z.looseObject({
    userId: z.string().optional(),
    zone: z.string().optional(),
    readings,
    devices: z.record(z.string(), z.looseObject({ device: z.looseObject({ id: z.string() }), readings })),
    feeds: z.record(
      z.string(),
      part(feed, 'feeds').transform((one) => one ?? {}),
    ),
    records: part(records, 'records'),
    activity: part(z.array(activityDay), 'activity'),
    weights: part(z.record(z.string(), weight), 'weights'),
    outbox: part(outbox, 'outbox'),
  });
  return z.looseObject({
    version: z.literal(version),
    instance: z.string().min(1),
    accounts: z.record(z.string(), account),
  });
}
