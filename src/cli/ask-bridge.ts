import { get } from 'node:http';
import type { Config } from '../config/index.js';
import { hostToCall } from '../http/host-address.js';

export const PATIENCE_MILLISECONDS = 5000;
const MOST_BYTES = 1000;

/** What the address of the bridge's server answers: the bridge says how it is, or it is no bridge. */
export type Answer = 'alive' | 'dead' | 'silent' | 'nobody' | 'somebody else';

/** Asks whoever has an address whether it is a bridge that lives. */
export function askBridge(
  { host, port }: Pick<Config['server'], 'host' | 'port'>,
  signal: AbortSignal,
): Promise<Answer> {
  return new Promise((resolve) => {
    const request = get({ host: hostToCall(host), port, path: '/health', agent: false, signal }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        text += part;
        if (text.length > MOST_BYTES) response.destroy();
      });
      response.on('error', () => {});
      response.on('close', () => resolve(read(text)));
    });
    setTimeout(() => {
      resolve('silent');
      request.destroy();
    }, PATIENCE_MILLISECONDS).unref();
    request.on('error', () => resolve('nobody'));
  });
}

function read(text: string): Answer {
  try {
    const { alive } = JSON.parse(text) as { alive?: unknown };
    if (typeof alive === 'boolean') return alive ? 'alive' : 'dead';
  } catch {
    // It is no bridge.
  }
  return 'somebody else';
}
