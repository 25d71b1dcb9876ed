import { z } from 'zod';
import type { StatisticSpan } from './store.js';

/** A span as it is written down as JSON, in the store and in the file of version 0.1.0. */
export const statisticSpan = z.object({
  since: z.number(),
  late: z.array(z.number()),
  base: z.object({ sum: z.number(), firstDay: z.string() }).optional(),
}) satisfies z.ZodType<StatisticSpan>;
