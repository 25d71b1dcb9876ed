import type { FastifyInstance } from 'fastify';
import { ECG_METRICS } from '../metrics/catalogue/ecg.js';
import type { TimeSpan } from '../store/series.js';
import type { EcgSignalView, EcgView } from './api.js';
import { type Group, type GroupKind, groupsOf, valuesIn } from './archive-groups.js';
import { ALL_TIME } from './archive-pages.js';
import type { House } from './house.js';
import { PageError } from './page-error.js';
import { archiveOf, type PersonArchive } from './person-archive.js';
import { DAY_RANGE, queryAs, spanOf } from './query.js';
import type { OfAccount } from './request.js';
import { JSON_TEXT, jsonList, sendPieces, whileThere } from './while-there.js';

const ECGS: GroupKind = { head: 'ecg_recorded', metrics: ECG_METRICS };

type OfEcg = { Params: { account: string; id: string } };

/** `GET /api/people/<account>/ecgs`, a list, the newest first, and `/ecgs/<id>`, one with its signal. */
export function addEcgs(app: FastifyInstance, house: House): void {
  app.get<OfAccount>('/api/people/:account/ecgs', async (request, reply) => {
    const archive = archiveOf(house, request.params.account);
    const span = spanOf(queryAs(DAY_RANGE, request), archive.zone);
    return sendPieces(reply, JSON_TEXT, (signal) => jsonList(ecgViews(archive, span, signal)));
  });

  app.get<OfEcg>('/api/people/:account/ecgs/:id', (request, reply) =>
    whileThere(reply, async (signal): Promise<EcgSignalView> => {
      const archive = archiveOf(house, request.params.account);
      const ecg = await ecgCalled(archive, request.params.id, signal);
      if (!ecg) throw new PageError(404, 'not_found', 'There is no such ECG.');
      const series = await archive.curve('ecg', ecg.id);
      const { signal: samples = [], frequency = null, wearPosition = null } = series?.kind === 'ecg' ? series : {};
      return { ...viewOf(ecg, archive), signal: samples, frequency, wear_position: wearPosition };
    }),
  );
}

async function* ecgViews(
  archive: PersonArchive,
  span: TimeSpan,
  signal: AbortSignal,
): AsyncGenerator<readonly EcgView[]> {
  const ids = new Set((await archive.curves('ecg', span)).map(({ id }) => id));
  for await (const ecgs of groupsOf(archive, ECGS, span, 'newest first', signal)) {
    yield ecgs.map((ecg) => ({ ...viewOf(ecg, archive), signal: ids.has(ecg.id) }));
  }
}

async function ecgCalled(archive: PersonArchive, id: string, signal: AbortSignal): Promise<Group | undefined> {
  for await (const page of archive.readings(ECGS.head, ALL_TIME, signal)) {
    const found = page.find(({ groupId }) => groupId === id);
    if (!found) continue;
    const span = { from: found.takenAt, to: found.takenAt + 1 };
    for await (const ecgs of groupsOf(archive, ECGS, span, 'newest first', signal)) {
      return ecgs.find((ecg) => ecg.id === id);
    }
  }
  return undefined;
}

function viewOf(ecg: Group, archive: PersonArchive): Omit<EcgView, 'signal'> {
  return {
    id: ecg.id,
    recorded: archive.shown.time(ecg.takenAt) ?? '',
    metrics: valuesIn(ecg, ECGS, archive),
  };
}
