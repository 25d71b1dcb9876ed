import { readFile, stat } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { ANNA } from '../demo/helpers.js';
import { type Program, withings2mqtt } from '../process/world.js';
import type { Witness } from './witness.js';

/** What a run is killed at: a single round, or a round or a fetch of a bridge that runs on. */
export const WORKS = ['a single round', 'a request', 'a webhook'] as const;
export type Work = (typeof WORKS)[number];

/** How far a piece of work has come, the last of these that has happened. */
export const PHASES = [
  'nothing yet',
  'refresh asked for',
  'tokens stored',
  'value published',
  'state stored',
  'reading told',
  'ended',
] as const;
export type Phase = (typeof PHASES)[number];

/** A bridge that has begun a piece of work a moment ago, with a new weigh-in to tell of. */
export interface Victim {
  readonly program: Program;
  /** To be asked before anything else happens. */
  phase(): Promise<Phase>;
}

/** @param address of the HTTP server of a bridge that runs on */
export async function startVictim(here: Witness, work: Work, address: string): Promise<Victim> {
  const begun = Date.now();
  if (work === 'a single round') {
    const look = await lookFrom(here);
    const program = withings2mqtt(['run', '--once', '-c', here.config]);
    await until(() => here.cloud.requests.length > look.asked, program);
    return { program, phase: () => phaseOf(here, look, program) };
  }
  const program = withings2mqtt(['run', '-c', here.config]);
  const isSynced = (payload: string) => {
    const { started, next_sync } = JSON.parse(payload);
    return Date.parse(started) >= begun && next_sync !== null;
  };
  await until(() => isSynced(here.seen.payload('withings/bridge/info') ?? '{}'), program);
  const look = await lookFrom(here);
  if (work === 'a request') await here.seen.client.publishAsync('withings/bridge/request/refresh', '');
  else await notify(here, address);
  return { program, phase: () => phaseOf(here, look, program) };
}

/** What was there when the work began. */
type Look = Awaited<ReturnType<typeof lookFrom>>;

async function lookFrom(here: Witness) {
  const stored = await storedIn(here);
  here.weighIn();
  return { ...stored, asked: here.cloud.requests.length, heard: here.seen.messages.length };
}

async function storedIn({ data }: Witness) {
  const [tokens, { mtimeMs }] = await Promise.all([readFile(data('tokens.json'), 'utf8'), stat(data('state.json'))]);
  return { tokens, mtimeMs };
}

async function phaseOf(here: Witness, before: Look, { process: { exitCode } }: Program): Promise<Phase> {
  if (exitCode !== null) return 'ended';
  const now = await storedIn(here);
  const heard = here.seen.messages.slice(before.heard);
  if (heard.some(({ topic }) => topic === 'withings/anna/reading')) return 'reading told';
  if (now.mtimeMs !== before.mtimeMs) return 'state stored';
  if (heard.some(({ topic }) => topic === 'withings/anna/weight')) return 'value published';
  if (now.tokens !== before.tokens) return 'tokens stored';
  return here.cloud.requests.slice(before.asked).some(({ path }) => path === '/v2/oauth2')
    ? 'refresh asked for'
    : 'nothing yet';
}

async function notify({ data }: Witness, address: string): Promise<void> {
  const { webhookSecret } = JSON.parse(await readFile(data('state.json'), 'utf8'));
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
