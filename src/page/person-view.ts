import { feedsFor } from '../feeds/index.js';
import { reachOf } from '../feeds/past-progress.js';
import { accountMetric } from '../metrics/catalogue/index.js';
import { isoTime } from '../mqtt/payload.js';
import type { FeedView, MetricView, PersonView } from './api.js';
import type { Connecting, HousePerson } from './house.js';
import { metricView } from './metric-view.js';

/** One person as the page shows them. @param now seconds since 1970 */
export function personView(person: HousePerson, connecting: Connecting, now: number): PersonView {
  const { account, state } = person;
  const feeds = feedViews(person);
  const came = feedsFor(account).flatMap(({ name }) => state.feeds[name]?.lastSuccess ?? []);
  const planned = feedsFor(account).flatMap(({ name }) => state.feeds[name]?.next ?? []);
  return {
    name: account.name,
    display_name: account.displayName,
    user_id: person.userId ?? null,
    units: account.units,
    zone: state.zone ?? null,
    authorization: person.authorization,
    login_problem: person.loginProblem ?? null,
    last_sync: timeIn(person, person.lastSync),
    last_fetch: came.length > 0 ? timeIn(person, Math.max(...came)) : null,
    next_fetch: planned.length > 0 ? timeIn(person, Math.min(...planned)) : null,
    feeds,
    metrics: metricViews(person, now),
    connecting: connecting.of(account.name),
  };
}

function feedViews(person: HousePerson): FeedView[] {
  const { account, state, problems } = person;
  return feedsFor(account).map(({ name, past: hasPast }) => {
    const { lastSuccess, next, lastError, past } = state.feeds[name] ?? {};
    return {
      name,
      last_success: timeIn(person, lastSuccess),
      next_fetch: timeIn(person, next),
      last_error: problems.get(name) ?? lastError ?? null,
      archive: hasPast ? reachOf(past) : null,
    };
  });
}

/** Those that have had a value: what a catalogue of this version does not know is left out. */
function metricViews({ account, state }: HousePerson, now: number): Record<string, MetricView> {
  const options = { units: account.units, zone: state.zone ?? 'utc' };
  const views = Object.values(state.readings).flatMap((reading) => {
    const metric = accountMetric(reading.metric);
    return metric ? [[metric.key, metricView(reading, metric, options, now)] as const] : [];
  });
  return Object.fromEntries(views);
}

function timeIn({ state }: HousePerson, seconds: number | undefined): string | null {
  return seconds === undefined ? null : isoTime(seconds, state.zone ?? 'utc');
}
