import type { Sentence } from '../log.js';

/** A person who is kept, and whether there is a login of theirs. */
export interface KeptPerson {
  readonly userId: string;
  readonly name: string | undefined;
  readonly hasLogin: boolean;
}

const LACKING = '{account} has no login; run: withings2mqtt auth {account}';
const JOINABLE =
  '{account} has no login; if it is who {candidates}, run: {renames}; else: withings2mqtt auth {account}';
const SPARE =
  '{account} has a login and is not in the configuration; write it in there, or run: withings2mqtt accounts remove {account}';

/**
 * Names of the configuration without a login, and logins without a name there, each with the commands that bring them
 * together; in the order of the configuration, then of the store. Nothing when all fits.
 */
export function joinAdvice(configured: readonly string[], people: readonly KeptPerson[]): readonly Sentence[] {
  const lacking = configured.filter((name) => !people.some((one) => one.hasLogin && one.name === name));
  const spare = people.filter((one) => one.hasLogin && (one.name === undefined || !configured.includes(one.name)));
  const nameable = lacking.filter((name) => !people.some((one) => one.name === name));
  return [
    ...lacking.map((account): Sentence => {
      if (spare.length === 0 || !nameable.includes(account)) return { template: LACKING, fields: { account } };
      const candidates = spare.map(callOf).join(', or ');
      const renames = spare.map((one) => `withings2mqtt accounts rename ${handleOf(one)} ${account}`).join(', or ');
      return { template: JOINABLE, fields: { account, candidates, renames } };
    }),
    ...(nameable.length > 0 ? [] : spare).map(
      (one): Sentence => ({ template: SPARE, fields: { account: handleOf(one) } }),
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
