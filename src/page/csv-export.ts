import type { FastifyInstance } from 'fastify';
import { anyMetric } from '../metrics/catalogue/index.js';
import { CSV } from './archive-format.js';
import { archiveText } from './archive-text.js';
import type { House } from './house.js';
import { archiveOf } from './person-archive.js';
import { LIST, queryAs, spanOf, unknownMetric } from './query.js';
import type { OfAccount } from './request.js';
import { sendPieces } from './while-there.js';

/** `GET /api/people/<account>/export.csv`: the archive, or some metrics of it, as `withings2mqtt export` writes it. */
export function addCsvExport(app: FastifyInstance, house: House): void {
  app.get<OfAccount>('/api/people/:account/export.csv', async (request, reply) => {
    const archive = archiveOf(house, request.params.account);
    const { metrics = [], ...range } = queryAs(LIST, request);
    const unknown = metrics.find((key) => !anyMetric(key));
    if (unknown !== undefined) throw unknownMetric(unknown);
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
