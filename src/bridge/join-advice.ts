import type { Sentence } from '../log.js';
import type { Advice } from './advice.js';

/** A person who is kept, and whether there is a login of theirs. */
export interface KeptPerson {
  readonly userId: string;
  readonly name: string | undefined;
  readonly hasLogin: boolean;
}

const LACKING = '{account} has no login; {advice}';
const JOINABLE = '{account} has no login; if it is who {candidates}, {advice}';
const SPARE = '{account} has a login and is not in the configuration; write it in there, or {advice}';

/**
 * Names of the configuration without a login, and logins without a name there, each with what brings them
 * together; in the order of the configuration, then of the store. Nothing when all fits.
 */
export function joinAdvice(
  configured: readonly string[],
  people: readonly KeptPerson[],
  advice: Advice,
): readonly Sentence[] {
  const lacking = configured.filter((name) => !people.some((one) => one.hasLogin && one.name === name));
  const spare = people.filter((one) => one.hasLogin && (one.name === undefined || !configured.includes(one.name)));
  const nameable = lacking.filter((name) => !people.some((one) => one.name === name));
  return [
    ...lacking.map((account): Sentence => {
      if (spare.length === 0 || !nameable.includes(account)) {
        return { template: LACKING, fields: { account, advice: advice.connect(account) } };
      }
      const candidates = spare.map(callOf).join(', or ');
      const fields = { account, candidates, advice: advice.join(account, spare.map(handleOf)) };
      return { template: JOINABLE, fields };
    }),
    ...(nameable.length > 0 ? [] : spare.map(handleOf)).map(
      (account): Sentence => ({ template: SPARE, fields: { account, advice: advice.part(account) } }),
    ),
  ];
}

/** By which the commands know a person. */
export function handleOf({ name, userId }: Pick<KeptPerson, 'name' | 'userId'>): string {
  return name ?? userId;
}

function callOf({ name, userId }: KeptPerson): string {
  return name === undefined ? `the Withings user ${userId} is` : `was ${name}`;
}
