import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { accountMetric } from '../metrics/catalogue/index.js';
import type { Metric } from '../metrics/metric.js';
import { convertTo, decimalsIn, unitIn } from '../metrics/units.js';
import { createTurns, type Turns } from '../turns.js';
import type { SeriesAnswer, SeriesView } from './api.js';
import type { SeriesSource } from './computed-series.js';
import type { House } from './house.js';
import { archiveOf, type PersonArchive } from './person-archive.js';
import { DAY_RANGE, METRIC_KEYS, queryAs, spanOf, unknownMetric } from './query.js';
import type { OfAccount } from './request.js';
import { seriesSource } from './series-source.js';
import { createThinner } from './thinning.js';
import { namesOf } from './value-view.js';
import { whileThere } from './while-there.js';

const MOST_METRICS = 32;
/** Some thirty years of days. */
const MOST_POINTS = 10_000;
const USUAL_POINTS = 1000;

const QUERY = DAY_RANGE.extend({
  metrics: METRIC_KEYS.pipe(z.array(z.string()).min(1).max(MOST_METRICS)),
  points: z.coerce.number().int().min(1).default(USUAL_POINTS),
});

/** `GET /api/people/<account>/series`: the past of metrics as curves. */
export function addSeries(app: FastifyInstance, house: House): void {
  /** A view asks for several at once: one after the other the first picture is there when it is drawn first. */
  const turns = new Map<string, Turns>();

  app.get<OfAccount>('/api/people/:account/series', (request, reply) =>
    whileThere(reply, async (signal): Promise<SeriesAnswer> => {
      const archive = archiveOf(house, request.params.account);
      const { metrics, points, ...range } = queryAs(QUERY, request);
      const span = spanOf(range, archive.zone);
      const sources = metrics.map(wanted);
      const { name } = archive.account;
      const ofPerson = turns.get(name) ?? createTurns();
      turns.set(name, ofPerson);
      return ofPerson.take(async () => {
        const views: [string, SeriesView][] = [];
        for (const { metric, source } of sources) {
          const view = await seriesView(archive, metric, source(archive, span, signal), Math.min(points, MOST_POINTS));
          views.push([metric.key, view]);
        }
        return Object.fromEntries(views);
      });
    }),
  );
}

function wanted(key: string): { readonly metric: Metric; readonly source: SeriesSource } {
  const metric = accountMetric(key);
  const source = metric && seriesSource(metric);
  if (source) return { metric, source };
  throw unknownMetric(key, metric && 'There is no curve of this metric');
}

async function seriesView(
  { units }: PersonArchive,
  metric: Metric,
  pages: ReturnType<SeriesSource>,
  most: number,
): Promise<SeriesView> {
  const thinner = createThinner(most);
  for await (const page of pages) for (const point of page) thinner.add(point);
  const { t, v, peaks, count } = thinner.done();
  const shown = (values: readonly number[]) => values.map((value) => shownNumber(value, metric, units));
  return {
    names: namesOf(metric),
    unit: unitIn(units, metric.unit, metric.far),
    precision: decimalsIn(units, metric) ?? null,
    ...{ t, v: shown(v) },
    ...(peaks && { min: shown(peaks.min), max: shown(peaks.max) }),
    count,
  };
}

/** Null for what is too large for another unit. */
function shownNumber(value: number, { unit, far }: Metric, units: PersonArchive['units']): number | null {
  const converted = convertTo(units, value, unit, far);
  return Number.isFinite(converted) ? converted : null;
}
