import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { startFakeHomeAssistant, TOKEN } from '../statistics/fake-home-assistant.js';
import { MOST_BYTES, SUPERVISOR_TOKEN, startSupervisor } from './supervisor.js';

const ABSENT = { mqtt: 'absent' } as const;

/** A Supervisor before a Home Assistant, and an App's connection to it that is signed in. */
async function signedIn() {
  const ha = await startFakeHomeAssistant();
  const supervisor = await startSupervisor({ ...ABSENT, core: { url: ha.url, token: TOKEN } });
  const app = new WebSocket(`${supervisor.url.replace('http', 'ws')}/core/websocket`);
  onTestFinished(() => app.terminate());
  const answer = async () => JSON.parse(String((await once(app, 'message'))[0])) as { readonly type: string };
  expect(await answer()).toMatchObject({ type: 'auth_required' });
  app.send(JSON.stringify({ type: 'auth', access_token: SUPERVISOR_TOKEN }));
  expect(await answer()).toMatchObject({ type: 'auth_ok' });
  return { ha, supervisor, app, answer };
}

/** A command of this many bytes that nobody knows. */
function ofSize(bytes: number): string {
  const rest = JSON.stringify({ id: 1, type: 'x', pad: '' }).length;
  return JSON.stringify({ id: 1, type: 'x', pad: 'p'.repeat(bytes - rest) });
}

describe("the tests' Supervisor", () => {
  it('lets a message of 4 MiB through to Home Assistant, and hangs up at one that is longer', async () => {
    const { ha, supervisor, app, answer } = await signedIn();

    app.send(ofSize(MOST_BYTES));
    expect(await answer()).toMatchObject({ type: 'result', success: false });
    expect(ha.commands.at(-1)).toMatchObject({ type: 'x' });
    expect(supervisor.sent).toEqual([MOST_BYTES]);

    const before = ha.commands.length;
    app.send(ofSize(MOST_BYTES + 1));
    const [code] = await once(app, 'close');

    expect(code).toBe(1009);
    expect(ha.commands).toHaveLength(before);
  });

  it.each(['supervisor/api', 'hassio/update'])('hangs up at a command that no App may give: %s', async (type) => {
    const { ha, supervisor, app } = await signedIn();
    const before = ha.commands.length;

    app.send(JSON.stringify({ id: 1, type }));
    await once(app, 'close');

    expect(supervisor.denied).toEqual([type]);
    expect(ha.commands).toHaveLength(before);
  });

  it('wants its own token, and no other', async () => {
    const ha = await startFakeHomeAssistant();
    const supervisor = await startSupervisor({ ...ABSENT, core: { url: ha.url, token: TOKEN } });
    const app = new WebSocket(`${supervisor.url.replace('http', 'ws')}/core/websocket`);
    onTestFinished(() => app.terminate());
    await once(app, 'message');
    app.send(JSON.stringify({ type: 'auth', access_token: TOKEN }));
    const [answer] = await once(app, 'message');

    expect(JSON.parse(String(answer))).toMatchObject({ type: 'auth_invalid' });
    expect((await fetch(`${supervisor.url}/core/api/`, { headers: { authorization: `Bearer ${TOKEN}` } })).status).toBe(
      401,
    );
  });

  it.each([
    ['/core/api/hassio/app/self', 403],
    ['/host/info', 403],
  ])('has nothing at %s for an App', async (path, status) => {
    const { supervisor } = await signedIn();
    const headers = { authorization: `Bearer ${SUPERVISOR_TOKEN}` };

    expect((await fetch(supervisor.url + path, { headers })).status).toBe(status);
  });
});
