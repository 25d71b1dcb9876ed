import type { UnwellSink } from '../sinks/unwell.js';
import type { Problem, Trouble } from './api.js';
import type { HousePerson } from './house.js';

/** What went wrong last for people and has not gone well since: lost logins first, then feeds. */
export function troublesOf(people: readonly HousePerson[]): Trouble[] {
  const lost = people.flatMap((person) => {
    const problem = loginLost(person);
    return problem ? [{ ...problem, account: person.account.name, feed: null }] : [];
  });
  const feeds = people.flatMap((person) =>
    [...person.problems].map(([feed, reason]) => ({
      ...feedFailed(person, feed, reason),
      ...{ account: person.account.name, feed },
    })),
  );
  return [...lost, ...feeds];
}

/** Undefined while Withings lets the bridge in. */
function loginLost({ account, authorization, loginProblem, userId }: HousePerson): Problem | undefined {
  if (authorization === 'ok' && userId !== undefined) return undefined;
  const { displayName: name } = account;
  const reason = loginProblem ?? 'nobody has connected it yet';
  return {
    code: 'login_lost',
    error: `Withings does not let the bridge in for ${name}; connect ${name} here.`,
    fields: { account: account.name, name, reason },
  };
}

/** Of all that it does not let in, with all of their names. */
export function loginsLost(people: readonly HousePerson[]): Problem | undefined {
  const lost = people.flatMap((person) => loginLost(person) ?? []);
  const [first] = lost;
  if (!first || lost.length === 1) return first;
  const all = (field: string) => lost.map(({ fields }) => fields?.[field]).join(', ');
  return {
    code: first.code,
    error: lost.map(({ error }) => error).join(' '),
    fields: { account: all('account'), name: all('name'), reason: all('reason') },
  };
}

export function feedFailed({ account }: HousePerson, feed: string, reason: string): Problem {
  const { displayName: name } = account;
  return {
    code: 'feed_failed',
    error: `${name}: ${feed} did not come in (${reason}); the bridge tries again by itself.`,
    fields: { account: account.name, name, feed, reason },
  };
}

/** Destinations that take nothing now. */
export function sinkTroubles(unwell: readonly UnwellSink[]): Trouble[] {
  return unwell.map(({ name: sink, reason }) => ({
    ...{ code: 'sink_unwell', account: null, feed: null, fields: { sink, reason } },
    error: `Readings do not reach ${sink} (${reason}); they wait, and the bridge tries again by itself.`,
  }));
}
