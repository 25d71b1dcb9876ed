import { setTimeout as pause } from 'node:timers/promises';
import { ANNA } from '../demo/helpers.js';
import { type Program, withings2mqtt } from '../process/world.js';
import { withCopy } from '../stored.js';
import { type Aim, holdAt } from './aim.js';
import type { Witness } from './witness.js';

/** What a run is killed at: a single round, or a round or a fetch of a bridge that runs on. */
export const WORKS = ['a single round', 'a request', 'a webhook'] as const;
export type Work = (typeof WORKS)[number];

/** How far a piece of work has come, the last of these that has happened. */
export const PHASES = [
  'nothing yet',
  'refresh asked for',
  'tokens stored',
  'state stored',
  'value published',
  'reading told',
  'ended',
] as const;
export type Phase = (typeof PHASES)[number];

/** A bridge that has begun a piece of work a moment ago, with a new weigh-in to tell of. */
export interface Victim {
  readonly program: Program;
  /** The work is over, and so may the program be. */
  isDone(): boolean;
  /** The new weight has arrived at the broker. */
  hasPublished(): boolean;
  /** To be asked while it is held, or when it has ended and before anything else happens. */
  phase(): Promise<Phase>;
  /** Lets go what was held back for it; to be called when it is dead. */
  letGo(): void;
}

/**
 * @param address of the HTTP server of a bridge that runs on
 * @param aim how far it is to come, at most
 */
export async function startVictim(here: Witness, work: Work, address: string, aim?: Aim): Promise<Victim> {
  const hold = () => (aim ? holdAt(aim, here) : () => {});
  const begun = Date.now();
  if (work === 'a single round') {
    const look = await lookFrom(here);
    const letGo = hold();
    const program = withings2mqtt(['run', '--once', '-c', here.config]);
    await until(() => here.cloud.requests.length > look.asked, program);
    return victimOf(here, look, program, letGo);
  }
  const program = withings2mqtt(['run', '-c', here.config]);
  const isSynced = (payload: string) => {
    const { started, next_sync } = JSON.parse(payload);
    return Date.parse(started) >= begun && next_sync !== null;
  };
  await until(() => isSynced(here.seen.payload('withings/bridge/info') ?? '{}'), program);
  const look = await lookFrom(here);
  const letGo = hold();
  if (work === 'a request') await here.seen.client.publishAsync('withings/bridge/request/refresh', '');
  else await notify(here, address);
  return victimOf(here, look, program, letGo);
}

/** What was there when the work began, and the weigh-in that it is about. */
type Look = Awaited<ReturnType<typeof lookFrom>>;

async function lookFrom(here: Witness) {
  const { refreshToken } = await storedIn(here);
  const weighIn = here.weighIn();
  return { refreshToken, weighIn, asked: here.cloud.requests.length, heard: here.seen.messages.length };
}

/** What is in the store of anna, for whoever runs beside it as well. */
function storedIn({ data }: Witness) {
  return withCopy(data('.'), async ({ logins, states }) => ({
    refreshToken: (await logins.of(String(ANNA)))?.refreshToken,
    weighIn: (await states.load(String(ANNA))).readings.weight?.groupId,
  }));
}

function victimOf(here: Witness, before: Look, program: Program, letGo: () => void): Victim {
  const hasHeard = (topic: string) => here.seen.messages.slice(before.heard).some((message) => message.topic === topic);
  const hasPublished = () => hasHeard('withings/anna/weight');
  const hasEnded = () => program.process.exitCode !== null;
  return {
    ...{ program, hasPublished, letGo },
    isDone: () => hasHeard('withings/anna/reading') || hasEnded(),
    async phase() {
      if (hasEnded()) return 'ended';
      if (hasHeard('withings/anna/reading')) return 'reading told';
      if (hasPublished()) return 'value published';
      const now = await storedIn(here);
      if (now.weighIn === before.weighIn) return 'state stored';
      if (now.refreshToken !== before.refreshToken) return 'tokens stored';
      const asked = here.cloud.requests.slice(before.asked);
      return asked.some(({ path }) => path === '/v2/oauth2') ? 'refresh asked for' : 'nothing yet';
    },
  };
}

async function notify({ data }: Witness, address: string): Promise<void> {
  const webhookSecret = await withCopy(data('.'), ({ settings }) => settings.get('webhook_secret'));
  const body = new URLSearchParams({ userid: String(ANNA), appli: '1' });
  const { status } = await fetch(`${address}/webhook/${webhookSecret}`, { method: 'POST', body });
  if (status !== 200) throw new Error(`the webhook answers ${status}`);
}

async function until(happened: () => boolean, { process: child, output }: Program): Promise<void> {
  while (!happened()) {
    if (child.exitCode !== null) throw new Error(`exited before its work: ${output()}`);
    await pause(1);
  }
}
