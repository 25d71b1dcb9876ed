import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { startMosquitto } from '../e2e/mosquitto.js';
import { type Running, startProcess } from '../e2e/processes.js';
import { SECONDS, TOPICS, watch, willOfSeconds } from './members.js';

const STATE = TOPICS.bridgeState;
const HOLDER = fileURLToPath(new URL('./holder.mjs', import.meta.url));

it('the common state of real processes has no word of a kill -9 or SIGSTOP that is followed, and one of the last', async () => {
  const broker = await startMosquitto();
  const seen = await watch(broker, STATE);
  const start = async () => {
    const holder = await startProcess(process.execPath, [HOLDER, broker.url, String(SECONDS)]);
    await holder.prints(/ready/);
    return holder;
  };
  const begin = async (holder: Running) => {
    holder.signal('SIGUSR2');
    await holder.prints(/held/);
  };

  // To start takes longer than the last will waits, on a machine that is busy with other things.
  const [first, second, third] = [await start(), await start(), await start()];
  await begin(first);
  await first.stop('SIGKILL');
  await begin(second);
  second.signal('SIGSTOP');
  await begin(third);
  second.signal('SIGCONT');
  await willOfSeconds(broker, SECONDS + 2);
  expect(await seen.complete()).toEqual([`${STATE}=online`]);

  await third.stop('SIGKILL');
  for (const _ of [1, 2]) await seen.messages.take();
  expect(await seen.complete()).toEqual([`${STATE}=online`, `${STATE}=offline`]);
});
