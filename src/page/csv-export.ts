import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { anyMetric } from '../metrics/catalogue/index.js';
import { CSV } from './archive-format.js';
import { archiveText } from './archive-text.js';
import type { House } from './house.js';
import { PageError } from './page-error.js';
import { archiveOf } from './person-archive.js';
import { DAY_RANGE, queryAs, spanOf } from './query.js';
import { listed } from './series-answer.js';
import { sendPieces } from './while-there.js';

const QUERY = DAY_RANGE.extend({ metrics: z.string().transform(listed).optional() });

/** `GET /api/people/<account>/export.csv`: the archive, or some metrics of it, as `withings2mqtt export` writes it. */
export function addCsvExport(app: FastifyInstance, house: House): void {
  app.get<{ Params: { account: string } }>('/api/people/:account/export.csv', async (request, reply) => {
    const archive = archiveOf(house, request.params.account);
    const { metrics = [], ...range } = queryAs(QUERY, request);
    const unknown = metrics.find((key) => !anyMetric(key))?.slice(0, 80);
    if (unknown !== undefined) {
      throw new PageError(400, 'unknown_metric', `There is no such metric: ${unknown}.`, { metric: unknown });
    }
    const extract = {
      metrics: metrics.length > 0 ? metrics : undefined,
      span: spanOf(range, archive.zone),
      format: CSV,
    };
    // An account's name is made of a-z, 0-9, _ and -.
    reply.header('content-disposition', `attachment; filename="withings-${archive.account.name}.csv"`);
    return sendPieces(reply, 'text/csv; charset=utf-8', (signal) => archiveText(archive, extract, signal));
  });
}
