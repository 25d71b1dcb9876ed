import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { CommandError } from '../../src/statistics/errors.js';
import { socketUrl } from '../../src/statistics/websocket.js';
import { watchOwnTimers } from '../own-timers.js';
import { startFakeHomeAssistant } from './fake-home-assistant.js';
import { failure, open } from './sockets.js';

describe('socketUrl', () => {
  it.each([
    ['http://ha.local:8123', 'ws://ha.local:8123/api/websocket'],
    ['https://ha.example.com/', 'wss://ha.example.com/api/websocket'],
    ['ws://ha.local:8123', 'ws://ha.local:8123/api/websocket'],
    ['wss://ha.example.com//', 'wss://ha.example.com/api/websocket'],
    ['http://supervisor/core', 'ws://supervisor/core/api/websocket'],
    ['https://example.com/ha/', 'wss://example.com/ha/api/websocket'],
    ['ws://ha.local:8123/api/websocket', 'ws://ha.local:8123/api/websocket'],
    ['http://[::1]:8123', 'ws://[::1]:8123/api/websocket'],
  ])('of %s is %s', (url, expected) => {
    expect(socketUrl(url)).toBe(expected);
  });
});

describe('openSocket', () => {
  it.each(['http', 'ws'])(
    'signs in over %s, at the path of a proxy, and gives each command its own answer',
    async (scheme) => {
      const ha = await startFakeHomeAssistant();
      const socket = await open(`${ha.url.replace('http', scheme)}/core/`);

      const [info, entities] = await Promise.all([
        socket.call({ type: 'recorder/info' }),
        socket.call({ type: 'config/entity_registry/list' }),
      ]);
      socket.close();

      expect(socket.version).toBe('2026.11.0');
      expect(info).toMatchObject({ recording: true });
      expect(entities).toEqual([]);
      expect(ha.paths).toEqual(['/core/api/websocket']);
      expect(ha.commands.map(({ id }) => id)).toEqual([1, 2]);
    },
  );

  it('says in the words of Home Assistant why a command is refused, and goes on', async () => {
    const ha = await startFakeHomeAssistant();
    const socket = await open(ha.url);

    const error = await socket.call({ type: 'no/such' }).catch((reason: unknown) => reason);

    expect(error).toBeInstanceOf(CommandError);
    expect(error).toMatchObject({
      message: 'Home Assistant refuses no/such: Unknown command. (unknown_command)',
      code: 'unknown_command',
      kind: 'unusable',
    });
    expect(await socket.call({ type: 'recorder/info' })).toMatchObject({ recording: true });
    socket.close();
  });

  it('says what to do about a token that is refused, without the token', async () => {
    const { url } = await startFakeHomeAssistant();

    const { kind, message } = await failure(url, { token: 'very-wrong' });

    expect(kind).toBe('refused');
    expect(message).toBe(
      'Home Assistant refuses the token; make a long-lived access token (in your profile, under Security) and set ' +
        `homeassistant.token (${url})`,
    );
  });

  it('gives up on one that stops answering later, every call of it', async () => {
    const ha = await startFakeHomeAssistant({ behaviour: { silent: 'after signing in' } });
    const socket = await open(ha.url);
    const calls = [socket.call({ type: 'recorder/info' }, 50), socket.call({ type: 'get_states' }, 50)];

    const errors = await Promise.allSettled([...calls, calls[0]!.catch(() => socket.call({ type: 'get_states' }))]);

    const reason = expect.objectContaining({
      kind: 'away',
      message: `Home Assistant at ${ha.url} has stopped answering`,
    });
    expect(errors).toEqual(errors.map(() => ({ status: 'rejected', reason })));
  });

  it('tells of a connection that is lost while it waits, and for every call from then on', async () => {
    const ha = await startFakeHomeAssistant({ behaviour: { silent: 'after signing in' } });
    const socket = await open(ha.url);
    const call = socket.call({ type: 'recorder/info' });
    const lost = { kind: 'away', message: `the connection to Home Assistant at ${ha.url} is lost` };
    const first = expect(call).rejects.toMatchObject(lost);

    await ha.close();

    await first;
    await expect(socket.call({ type: 'recorder/info' })).rejects.toMatchObject(lost);
  });

  it('ends with its signal: before, while it opens, while it waits, and after', async () => {
    const ha = await startFakeHomeAssistant({ behaviour: { silent: 'always' } });
    const aborted = { name: 'AbortError' };
    await expect(open(ha.url, { signal: AbortSignal.abort() })).rejects.toMatchObject(aborted);
    const opening = new AbortController();
    const opened = expect(open(ha.url, { signal: opening.signal })).rejects.toMatchObject(aborted);
    opening.abort();
    await opened;
    ha.behaviour.silent = 'after signing in';
    const waiting = new AbortController();
    const socket = await open(ha.url, { signal: waiting.signal });
    const call = expect(socket.call({ type: 'recorder/info' })).rejects.toMatchObject(aborted);

    waiting.abort();

    await call;
    await expect(socket.call({ type: 'recorder/info' })).rejects.toMatchObject(aborted);
  });

  it('leaves no timer, no listener and no socket behind', async () => {
    const ha = await startFakeHomeAssistant();
    const { signal } = new AbortController();
    const added = vi.spyOn(signal, 'addEventListener');
    const removed = vi.spyOn(signal, 'removeEventListener');
    const timers = watchOwnTimers();
    onTestFinished(timers.stop);
    const socket = await timers.run(() => open(ha.url, { signal }));
    await timers.run(() => socket.call({ type: 'recorder/info' }));

    socket.close();
    socket.close();

    await vi.waitFor(() => expect(timers.count()).toBe(0));
    expect(removed.mock.calls.map(([type]) => type)).toEqual(added.mock.calls.map(([type]) => type));
    await vi.waitFor(() => expect(ha.connections()).toBe(0));
  });
});
