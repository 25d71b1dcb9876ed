import { once } from 'node:events';
import { createServer } from 'node:net';
import { keyToChange } from '../bridge/key-to-change.js';
import { ExpectedError } from '../bridge/unexpected.js';
import type { Config } from '../config/index.js';
import { socketHost } from '../http/host-address.js';
import { pageAddress } from '../page/own-address.js';
import { askBridge } from './ask-bridge.js';
import { askPage } from './ask-page.js';

/** Of a bridge that runs, whether it answers; else, whether it will find its port free. */
export async function checkPage(page: Config['page'], bridgeRuns: boolean, signal: AbortSignal): Promise<string> {
  const address = pageAddress(page);
  const local = pageAddress({ host: page.host, port: page.port });
  const answer = await askPage(local, signal);
  if (answer === 'page') {
    return bridgeRuns ? `${address} answers` : `${address} answers, though no bridge runs from this folder`;
  }
  if (answer === 'somebody else') {
    throw new ExpectedError(`${local}: another program has this port; change page.port, or stop that one`);
  }
  if (!bridgeRuns) return `${address}, as soon as the bridge runs`;
  throw new ExpectedError(`${local}: no answer, though the bridge runs; its log says why it has no page`);
}

/** The same of the server for webhooks, logins and health. */
export async function checkServer(
  { host, port }: Pick<Config['server'], 'host' | 'port'>,
  bridgeRuns: boolean,
  signal: AbortSignal,
): Promise<string> {
  const at = `${host}:${port}`;
  if (!bridgeRuns) {
    await listenOnce(host, port);
    return `${at}, as soon as the bridge runs`;
  }
  const answer = await askBridge({ host, port }, signal);
  if (answer === 'alive') return `${at} answers`;
  if (answer === 'dead') throw new ExpectedError(`${at}: the bridge says that its rounds hang; start it anew`);
  if (answer === 'somebody else') throw new ExpectedError(`${at}: ${TAKEN}`);
  throw new ExpectedError(`${at}: no answer, though the bridge runs; its log says why it has no server`);
}

const TAKEN = 'another program has this port; change server.port, or stop that one';

async function listenOnce(host: string, port: number): Promise<void> {
  const server = createServer();
  try {
    await once(server.listen(port, socketHost(host)), 'listening');
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') throw new ExpectedError(`${host}:${port}: ${TAKEN}`);
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
