import { invitationAddress, publicBase } from '../cluster/invitation-address.js';
import { type AccountConfig, displayNameOf, isLoopback, isPostgres, whyNoName } from '../config/index.js';
import type { Cluster } from '../store/cluster.js';
import type { AccountRow } from '../store/cluster-accounts.js';
import { NameTakenError } from '../store/errors.js';
import { systemTools } from '../tools.js';
import { type CommandContext, type ContextOptions, openContext, withStore } from './context.js';
import { print } from './output.js';
import { bridgesOn } from './running.js';
import { UsageError } from './usage-error.js';

export interface AddOptions extends ContextOptions {
  readonly displayName?: string;
  readonly units: AccountConfig['units'];
  readonly intraday?: boolean;
}

const INVITED_DAYS = 7;
const DAY_MILLISECONDS = 86_400_000;

/** `withings2mqtt accounts add NAME`: an account in the store that bridges share. */
export async function addAccount(name: string, options: AddOptions, signal: AbortSignal): Promise<boolean> {
  const why = whyNoName(name);
  if (why !== undefined) throw new UsageError(`${name}: ${why}`);
  const { displayName = displayNameOf(name), units, intraday = false } = options;
  const inFile = `with store: sqlite people stand in ${options.config}: write "- name: ${name}" below accounts: there, and start the bridge anew`;
  await withCluster(options, inFile, signal, async ({ accounts }, { config, source }) => {
    if (config.accounts.some((account) => account.name === name)) {
      throw new UsageError(`${name} stands in ${source} already, which says how the account is`);
    }
    await accounts.add({ name, displayName, units, ignoreAttributions: [1, 10], intraday }).catch((error: Error) => {
      throw error instanceof NameTakenError ? new UsageError(`there is an account ${name} already`) : error;
    });
    const { hasLogin = false } = (await accounts.find(name)) ?? {};
    if (hasLogin) return print(`${name} is added, with the login and all that was kept of them.`);
    print(
      `${name} is added. Next: withings2mqtt accounts invite ${name}; or, in front of this terminal: withings2mqtt auth ${name}`,
    );
  });
  return true;
}

/** `withings2mqtt accounts invite NAME`: an address by which somebody connects the account without anything else. */
export async function inviteAccount(name: string, options: ContextOptions, signal: AbortSignal): Promise<boolean> {
  const inFile = `with store: sqlite nobody is invited: connect ${name} on the page, or run: withings2mqtt auth ${name}`;
  await withCluster(options, inFile, signal, async ({ accounts, invitations }, { config }) => {
    const row = await find(accounts, name, config.accounts);
    if (!row.enabled) throw new UsageError(`${name} is disabled; run first: withings2mqtt accounts enable ${name}`);
    const secret = await invitations.make(name, INVITED_DAYS * DAY_MILLISECONDS);
    print(invitationAddress(config, secret));
    const { hostname } = new URL(publicBase(config));
    const only = `only a browser on this machine reaches ${hostname}: set server.public_url`;
    if (isLoopback(hostname)) process.stderr.write(`${only}\n`);
    if (row.userId !== undefined)
      process.stderr.write(`${name} is connected already; nobody else can take the place\n`);
  });
  return true;
}

/** `withings2mqtt accounts disable|enable NAME`: nothing is fetched for a while; what is kept stays. */
export async function enableAccount(
  name: string,
  enabled: boolean,
  options: ContextOptions,
  signal: AbortSignal,
): Promise<boolean> {
  const file = enabled ? 'write it in there once more' : 'take it out there; what is kept stays';
  const inFile = `with store: sqlite ${name} is fetched as long as it stands in ${options.config}: ${file}, and start the bridge anew`;
  await withCluster(options, inFile, signal, async ({ accounts, queue }, { config }, running) => {
    const { userId, hasLogin } = await find(accounts, name, config.accounts);
    await accounts.enable(name, enabled);
    if (userId !== undefined) await queue.want(userId, systemTools.clock());
    const when = running > 0 ? 'from now on' : 'as soon as a bridge runs';
    if (!enabled) print(`${name} is disabled: nothing more is fetched; what is kept stays.`);
    else if (hasLogin) print(`${name} is enabled, and fetched ${when}.`);
    else print(`${name} is enabled. Next: withings2mqtt accounts invite ${name}`);
  });
  return true;
}

async function withCluster(
  options: ContextOptions,
  inFile: string,
  signal: AbortSignal,
  work: (cluster: Cluster, context: CommandContext, running: number) => Promise<void>,
): Promise<void> {
  const context = await openContext(options, signal, 'warn');
  if (!isPostgres(context.config.store)) throw new UsageError(inFile);
  await withStore(context, signal, async (store) => {
    if (store.cluster) await work(store.cluster, context, (await bridgesOn(store)).count);
  });
}

/** Those of the file are in the store as soon as a bridge has read it, and if they are wanted before. */
async function find(
  accounts: Cluster['accounts'],
  name: string,
  inFile: readonly AccountConfig[],
): Promise<AccountRow> {
  const row = await accounts.find(name);
  if (row) return row;
  if (inFile.some((account) => account.name === name)) await accounts.fromFile(inFile);
  const made = await accounts.find(name);
  if (made) return made;
  throw new UsageError(`there is no account ${name}; run first: withings2mqtt accounts add ${name}`);
}
