import type { Advice } from '../bridge/advice.js';
import type { FetchedFeed } from '../feeds/feed.js';
import type { PersonState } from '../store/person-state.js';
import { isProvisional } from '../store/provisional.js';
import type { Person } from '../store/store.js';
import { describeFeeds, lastData } from './feed-lines.js';

/** What is kept of a person. */
export interface AccountView {
  readonly person: Person;
  readonly hasLogin: boolean;
  readonly state: PersonState;
  /** Those that they are asked for. */
  readonly feeds: readonly FetchedFeed[];
}

/**
 * A line for each person, and one for each of their feeds; first those of the configuration, in its order.
 *
 * @param now seconds since 1970
 */
export function describeAccounts(
  configured: readonly string[],
  views: readonly AccountView[],
  now: number,
  advice: Advice,
): readonly string[] {
  const width = Math.max(
    0,
    ...configured.map(({ length }) => length),
    ...views.map(({ person }) => label(person).length),
  );
  const isConfigured = ({ person }: AccountView) => person.name !== undefined && configured.includes(person.name);
  const known = configured.flatMap((name) => {
    const view = views.find(({ person }) => person.name === name);
    return view ? describe(view, { width, now, advice }) : [`${name.padEnd(width)}  not authorised yet`];
  });
  const others = views.filter((view) => !isConfigured(view));
  return [...known, ...others.flatMap((view) => describe(view, { width, now, advice }, ', not in the configuration'))];
}

interface Table {
  readonly width: number;
  readonly now: number;
  readonly advice: Advice;
}

function describe(
  { person, hasLogin, state, feeds }: AccountView,
  { width, now, advice }: Table,
  where = '',
): string[] {
  const user = isProvisional(person.userId) ? 'Withings user not known yet' : `Withings user ${person.userId}`;
  const facts = [`${user}${where}`, loginOf(person, hasLogin, state, advice), `last data: ${lastData(feeds, state)}`];
  return [`${label(person).padEnd(width)}  ${facts.join('; ')}`, ...describeFeeds(feeds, state, width, now)];
}

function label({ name }: Person): string {
  return name ?? '(no name)';
}

function loginOf({ name }: Person, hasLogin: boolean, { loginProblem }: PersonState, advice: Advice): string {
  if (!hasLogin) return 'no login';
  if (loginProblem === undefined) return 'login: ok';
  const what = name === undefined ? '' : `, ${advice.connect(name)}`;
  return `login: must be authorised again (${loginProblem})${what}`;
}
