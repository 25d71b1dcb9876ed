import { z } from 'zod';

/** Of `config/entity_registry/list`. */
export const registry = z.array(
  z.looseObject({
    entity_id: z.string(),
    unique_id: z.union([z.string(), z.number()]),
    platform: z.string(),
    disabled_by: z.string().nullish(),
  }),
);
/** Of `recorder/get_statistics_metadata`. */
export const metadataList = z.array(
  z.looseObject({
    statistic_id: z.string(),
    statistics_unit_of_measurement: z.string().nullish(),
    unit_class: z.string().nullish(),
    has_sum: z.boolean(),
  }),
);
const number = z.number().nullish();
/** Of `recorder/statistics_during_period`; times in milliseconds. */
export const rowLists = z.record(
  z.string(),
  z.array(
    z.looseObject({
      start: z.number(),
      mean: number,
      min: number,
      max: number,
      state: number,
      sum: number,
      last_reset: number,
    }),
  ),
);
/** Of `get_config`. */
export const config = z.looseObject({ time_zone: z.string().optional().catch(undefined) });
/** Of `auth/current_user`. */
export const user = z.looseObject({ is_admin: z.boolean() });
/** Of `recorder/info`. */
export const info = z.looseObject({ backlog: z.number().nullish(), recording: z.boolean().nullish() });
