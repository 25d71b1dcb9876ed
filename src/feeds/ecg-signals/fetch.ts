import type { DetailState, PersonState } from '../../store/person-state.js';
import type { EcgSeries } from '../../store/series.js';
import type { EcgSignal } from '../../withings/ecg-signal.js';
import type { HealthRecord } from '../../withings/record.js';
import { DAY_SECONDS } from '../day.js';
import {
  applyNow,
  detailsOf,
  goneOf,
  inThePast,
  newDetails,
  withDetails,
  withFailed,
  withFetched,
  withoutFetched,
  withWalked,
} from '../detail/details.js';
import { countFresh, inTurn } from '../detail/failing.js';
import { oneByOne } from '../detail/one-by-one.js';
import { type Answer, type FeedContext, NOTHING_ASKED } from '../feed.js';

const FEED = 'ecg_signals';
/** With one fetch: the rest comes with the next ones. */
const FEW = 3;
const STEP_SECONDS = 365 * DAY_SECONDS;
/** Until then the recording may still be on its way from the watch. */
const COMPLETE_SECONDS = DAY_SECONDS;

/**
 * The signal of each ECG, once, the newest first.
 *
 * @param since how far back, `YYYY-MM-DD`
 */
export async function fetchEcgSignals(context: FeedContext, since: string): Promise<Answer> {
  const { state } = context;
  const first = Date.parse(since) / 1000;
  const ecgs = state.records?.ecgs;
  // Nobody knows yet which ECGs there are.
  if (ecgs === undefined) return NOTHING_ASKED;
  const details = detailsOf(state, FEED) ?? newDetails(ecgs.at(-1)?.start ?? 0);
  await tidy(context, ecgs, details);
  const due = ecgs.filter(({ id, start }) => start >= details.since && details.fetched[id] === undefined);
  const wanted = inTurn(due, details, (ecg) => ecg).slice(0, FEW);
  const failure = await fetchEach(context, wanted, (current, ecg) => withFetched(current, FEED, ecg));
  const counts = { few: FEW, wanted: wanted.length, fresh: countFresh(wanted, details, (ecg) => ecg) };
  const walked = await inThePast(context, counts, (count) => walk(context, first, details, count));
  if (failure) throw failure;
  return wanted.length > 0 || walked ? (current) => ({ state: current }) : NOTHING_ASKED;
}

async function tidy(context: FeedContext, ecgs: readonly HealthRecord[], details: DetailState): Promise<void> {
  const { missing, gone } = goneOf(details, ecgs);
  if (missing.length === 0 && detailsOf(context.state, FEED) === details) return;
  const series = gone.map(([, { start, end }]) => {
    return { kind: 'ecg', put: [], instead: { from: start, to: end + 1 } } as const;
  });
  await applyNow(context, (state) => {
    const begun = detailsOf(state, FEED) ? state : withDetails(state, FEED, details);
    const kept = withoutFetched(begun, FEED, missing);
    return series.length === 0 ? { state: kept } : { state: kept, archive: [{ feed: FEED, put: [], series }] };
  });
}

async function fetchEach(
  context: FeedContext,
  ecgs: readonly HealthRecord[],
  done: (state: PersonState, ecg: HealthRecord) => PersonState,
) {
  return oneByOne(ecgs, {
    async fetch(ecg) {
      const answer = await context.client.getEcgSignal(ecg.id);
      if (answer.signal.length === 0 && context.now - ecg.start < COMPLETE_SECONDS) return;
      await applyNow(context, (state) => ({ state: done(state, ecg), archive: archiveOf(ecg, answer) }));
    },
    leaveOut: (ecg) => applyNow(context, (state) => ({ state: done(state, ecg) })),
    failed: (ecg) => applyNow(context, (state) => ({ state: withFailed(state, FEED, ecg, context.now) })),
  });
}

/** A step into the past; false when it has been walked. What fails there while others come is not asked for again. */
async function walk(context: FeedContext, first: number, details: DetailState, count: number): Promise<boolean> {
  const from = details.walked;
  if (from <= first) return false;
  const begin = Math.max(first, from - STEP_SECONDS);
  const listed = await context.client.getEcgs({ startDate: begin, endDate: from });
  const older = listed.filter(({ start }) => start < from).sort((a, b) => b.start - a.start);
  const some = inTurn(older.slice(0, count), details, (ecg) => ecg);
  const failure = await fetchEach(context, some, (state, ecg) => withWalked(state, FEED, ecg.start));
  if (failure) throw failure;
  if (older.length <= count) await applyNow(context, (state) => ({ state: withWalked(state, FEED, begin) }));
  return true;
}

function archiveOf(ecg: HealthRecord, { signal, frequency, wearPosition }: EcgSignal) {
  if (signal.length === 0) return [];
  const seconds = frequency === undefined ? 0 : Math.ceil(signal.length / frequency);
  const series: EcgSeries = {
    ...{ kind: 'ecg', id: ecg.id, start: ecg.start, end: ecg.start + seconds, device: ecg.deviceId ?? null },
    ...{ signal, frequency: frequency ?? null, wearPosition: wearPosition ?? null },
  };
  return [{ feed: FEED, put: [], series: [{ kind: 'ecg', put: [series] } as const] }];
}
