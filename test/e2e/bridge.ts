import { ANNA, BEN } from '../demo/helpers.js';
import { type Program, type World, withings2mqtt, world } from '../process/world.js';
import { keepLogin, tokensOf } from '../stored.js';
import { mosquittoPub, mosquittoSub, type Received, type Sub } from './clients.js';
import type { Mosquitto } from './mosquitto.js';

export interface BridgeOptions {
  /** More of the configuration, from inside the section mqtt on. */
  readonly yaml?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Where the bridge looks for the broker; default: where it is. */
  readonly url?: string;
}

/** A bridge that runs with anna and ben. */
export interface Bridge extends World {
  readonly program: Program;
}

export const NO_SERVER = 'server:\n  enabled: false\n';

const ACCOUNTS = { anna: ANNA, ben: BEN };

/** A world whose accounts have the tokens of a login, straight in the store: `auth` has tests of its own. */
export async function loggedIn(
  options: Parameters<typeof world>[0],
  accounts: Readonly<Record<string, number>> = ACCOUNTS,
): Promise<World> {
  const parts = await world(options);
  for (const [name, userid] of Object.entries(accounts)) {
    const reply = parts.cloud.login(userid);
    await keepLogin(parts.data('.'), name, tokensOf(userid, reply, Date.now() + reply.expires_in * 1000));
  }
  return parts;
}

/** Starts the program on a broker; it may not be there yet. */
export async function startBridge(
  brokerUrl: string,
  { yaml = NO_SERVER, env = {} }: BridgeOptions = {},
): Promise<Bridge> {
  const parts = await loggedIn({ brokerUrl, yaml });
  return { ...parts, program: withings2mqtt(['run', '-c', parts.config], env) };
}

/** The same, with a subscriber that sees everything; resolves when the first round is over and all of it published. */
export async function startedBridge(
  broker: Mosquitto,
  options: BridgeOptions = {},
): Promise<Bridge & { readonly sub: Sub }> {
  const sub = await mosquittoSub(broker, ['#']);
  const bridge = await startBridge(options.url ?? broker.url, options);
  await settled(broker, sub);
  return { ...bridge, sub };
}

/** Resolves when the first round is over, with the time of the next. What it brought may still be on its way. */
export async function firstRound(sub: Sub): Promise<string> {
  const { payload } = await sub.sees((message) => nextSync(message) !== null);
  return JSON.parse(payload).next_sync;
}

/**
 * Resolves when everything of the first round has been published. A first round that is faster than the connection
 * leaves it open what goes out last; one that is asked for on a connection ends with the word when the next one is.
 */
export async function settled(broker: Mosquitto, sub: Sub): Promise<void> {
  const first = await firstRound(sub);
  await mosquittoPub(broker, 'withings/bridge/request/refresh', '{}');
  await sub.sees((message) => ![null, first].includes(nextSync(message)));
  await sub.sees(({ topic }) => topic === 'withings/bridge/response/refresh');
  // From then on nothing changes by itself.
  await sub.sees(isWhole);
}

interface FeedInfo {
  readonly archive?: { readonly complete: boolean };
}

/** Tells that all archives are complete. */
function isWhole({ topic, payload }: Received): boolean {
  if (topic !== 'withings/bridge/info' || payload === '') return false;
  const { accounts } = JSON.parse(payload) as { accounts?: { feeds: Record<string, FeedInfo> }[] };
  const archives = (accounts ?? []).map(({ feeds }) => Object.values(feeds).flatMap(({ archive }) => archive ?? []));
  return archives.length > 0 && archives.every((all) => all.length > 0 && all.every(({ complete }) => complete));
}

function nextSync({ topic, payload }: Received): string | null {
  return topic === 'withings/bridge/info' && payload !== '' ? JSON.parse(payload).next_sync : null;
}

/** How often the log says it. */
export function count(program: Program, pattern: RegExp): number {
  return [...program.stderr().matchAll(new RegExp(pattern, 'g'))].length;
}
