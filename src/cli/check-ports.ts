import { once } from 'node:events';
import { createServer } from 'node:net';
import { keyToChange } from '../bridge/key-to-change.js';
import { ExpectedError } from '../bridge/unexpected.js';
import type { Config } from '../config/index.js';
import { socketHost } from '../http/host-address.js';
import { pageAddress } from '../page/own-address.js';
import { askBridge } from './ask-bridge.js';
import { askPage } from './ask-page.js';

/** What is known of the bridges on a store. */
export interface Home {
  /** Whether one may be on this machine, with its ports. */
  readonly bridgeRuns: boolean;
  /** Where the store is, if none runs on it at all: whoever answers is a bridge of another one. */
  readonly idle: string | undefined;
}

/** Of a bridge that runs, whether it answers; else, whether it will find its port free. */
export async function checkPage(
  page: Config['page'],
  { bridgeRuns, idle }: Home,
  signal: AbortSignal,
): Promise<string> {
  const address = pageAddress(page);
  const local = pageAddress({ host: page.host, port: page.port });
  const answer = await askPage(local, signal);
  if (answer === 'page') {
    if (idle === undefined) return `${address} answers`;
    throw new ExpectedError(`${local}: ${elsewhere('page.port', idle)}`);
  }
  if (answer === 'somebody else') throw new ExpectedError(`${local}: ${taken('page.port')}`);
  if (!bridgeRuns) return `${address}, as soon as the bridge runs`;
  throw new ExpectedError(`${local}: no answer, though the bridge runs; its log says why it has no page`);
}

/** The same of the server for webhooks, logins and health. */
export async function checkServer(
  { host, port }: Pick<Config['server'], 'host' | 'port'>,
  { bridgeRuns, idle }: Home,
  signal: AbortSignal,
): Promise<string> {
  const at = `${host}:${port}`;
  if (!bridgeRuns) {
    const isFree = await listenOnce(host, port);
    const answer = isFree || idle === undefined ? 'nobody' : await askBridge({ host, port }, signal);
    if (idle !== undefined && (answer === 'alive' || answer === 'dead')) {
      throw new ExpectedError(`${at}: ${elsewhere('server.port', idle)}`);
    }
    if (!isFree) throw new ExpectedError(`${at}: ${taken('server.port')}`);
    return `${at}, as soon as the bridge runs`;
  }
  const answer = await askBridge({ host, port }, signal);
  if (answer === 'alive') return `${at} answers`;
  if (answer === 'dead') throw new ExpectedError(`${at}: the bridge says that its rounds hang; start it anew`);
  if (answer === 'somebody else') throw new ExpectedError(`${at}: ${taken('server.port')}`);
  throw new ExpectedError(`${at}: no answer, though the bridge runs; its log says why it has no server`);
}

function taken(key: string): string {
  return `another program has this port; change ${key}, or stop that one`;
}

/** A volume that was mounted anew below a bridge leaves that one with its former files. */
function elsewhere(key: string, place: string): string {
  return `a bridge answers here that does not run from ${place}: is the right volume mounted there? Else change ${key}, or stop that one`;
}

/** @returns false where somebody listens there */
async function listenOnce(host: string, port: number): Promise<boolean> {
  const server = createServer();
  try {
    await once(server.listen(port, socketHost(host)), 'listening');
    return true;
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') return false;
    throw new ExpectedError(`${host}:${port}: nobody can listen there (${code}); change server.${keyToChange(code)}`);
  } finally {
    server.close();
  }
}

/** Whether the bridge will find the port of its own broker free. @throws PortTakenError */
export async function checkEmbeddedBroker(bridgeRuns: boolean): Promise<string> {
  if (!bridgeRuns) {
    const { startBroker } = await import('../mqtt/embedded-broker.js');
    const { close } = await startBroker({ otherwise: 'fail' });
    await close();
  }
  return 'embedded in the bridge';
}
