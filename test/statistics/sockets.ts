import { expect } from 'vitest';
import { HomeAssistantError } from '../../src/statistics/errors.js';
import { openSocket } from '../../src/statistics/websocket.js';
import { TOKEN } from './fake-home-assistant.js';

const FOREVER = new AbortController().signal;

/** Signs in with the right token, for ever, unless a test wants it otherwise. */
export function open(url: string, more: Partial<Parameters<typeof openSocket>[0]> = {}) {
  return openSocket({ url, token: TOKEN, signal: FOREVER, patience: 5000, ...more });
}

/** What opening fails with. */
export async function failure(
  url: string,
  more: Parameters<typeof open>[1] = {},
): Promise<{ kind: string; message: string }> {
  const error = await open(url, more).then(
    () => new Error('it opened'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(HomeAssistantError);
  return error as HomeAssistantError;
}
