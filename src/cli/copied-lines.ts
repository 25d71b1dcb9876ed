import type { AccountConfig } from '../config/index.js';
import type { AccountRow } from '../store/cluster-accounts.js';
import type { Copied } from '../store/copy.js';

export interface CopyConfig {
  /** What the configuration says of accounts. */
  readonly configured: readonly AccountConfig[];
  readonly file: string;
}

/** What a copy has come to, and what of it is left to do. */
export function linesOf(copied: Copied, place: string, config: CopyConfig): readonly string[] {
  const { people, logins, readings, series, topics, accounts, left, accountsLeft, invitationsLeft } = copied;
  const counted = [
    ...[`${people} people`, `${logins} logins`, `${readings} readings`],
    ...[`${series} nights, days and ECGs`, `${topics} topics`],
    ...(accounts > 0 ? [`${accounts} accounts`] : []),
  ];
  const names = left.map(({ userId, name = userId }) => name).join(', ');
  return [
    `In ${place} now: ${counted.join(', ')}.`,
    ...(left.length > 0 ? [`Left as they are there, since their logins are newer: ${names}.`] : []),
    ...ofAccounts(accountsLeft, config),
    ...(invitationsLeft > 0 ? [ofInvitations(invitationsLeft)] : []),
    'From now on run bridges on one of the two: a login that is refreshed in one place ends in the other.',
  ];
}

function ofAccounts(rows: readonly AccountRow[], { configured, file }: CopyConfig): readonly string[] {
  const written = new Set(configured.map(toLine));
  const enabled = rows.filter((row) => row.enabled).map(toLine);
  const lines = enabled.filter((line) => !written.has(line));
  const disabled = rows.filter((row) => !row.enabled).map(({ name }) => name);
  return [
    ...(lines.length > 0
      ? [`Still to do: write below accounts: in ${file}, where a household has them:`, ...lines]
      : []),
    ...(disabled.length > 0 ? [`Disabled, so leave out there, or they are fetched: ${disabled.join(', ')}.`] : []),
  ];
}

/** As YAML has it. */
function toLine({ name, displayName, units, ignoreAttributions, intraday }: AccountConfig): string {
  const facts = [
    ...[`name: ${name}`, `display_name: ${JSON.stringify(displayName)}`, `units: ${units}`],
    ...[`ignore_attributions: [${ignoreAttributions.join(', ')}]`, `intraday: ${intraday}`],
  ];
  return `  - { ${facts.join(', ')} }`;
}

function ofInvitations(count: number): string {
  const what = count === 1 ? '1 open invitation' : `${count} open invitations`;
  return `Left behind: ${what}; whoever has not used one is to be invited or connected anew.`;
}
