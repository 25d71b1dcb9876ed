import { describe, expect, it } from 'vitest';
import type { PageState } from '../../src/page/api.js';
import { Refused } from '../../web/api.js';
import { createLive, type Link, type StreamListener } from '../../web/live.js';
import { state } from './state.js';

/** A page on a clock of its own, whose server answers with what `answer` says. */
function page(answer: () => Promise<PageState> = async () => state()) {
  let now = 0;
  let timers: { at: number; what: () => void }[] = [];
  const links: Link[] = [];
  const seen: unknown[] = [];
  const streams: { listener: StreamListener; closed: boolean }[] = [];
  let asked = 0;
  const live = createLive({
    open(listener) {
      const stream = { listener, closed: false };
      streams.push(stream);
      return {
        close() {
          stream.closed = true;
        },
      };
    },
    ask() {
      asked++;
      return answer();
    },
    later(milliseconds, what) {
      const timer = { at: now + milliseconds, what };
      timers.push(timer);
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
    onState: (next) => seen.push(next),
    onChange: (change) => seen.push(change),
    onLink(link) {
      if (links.at(-1) !== link) links.push(link);
    },
  });
  return {
    live,
    links,
    seen,
    streams,
    asked: () => asked,
    waiting: () => timers.length,
    async pass(seconds: number) {
      const end = now + seconds * 1000;
      for (;;) {
        await settled();
        const [next] = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
        if (!next) break;
        now = next.at;
        timers = timers.filter((timer) => timer !== next);
        next.what();
      }
      now = end;
    },
  };
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
}

describe('the link to the server', () => {
  it('asks once, then listens, and asks no more while events come', async () => {
    const { live, links, seen, streams, asked, pass } = page();
    live.start();
    await pass(1);
    streams[0]!.listener.state(state());
    streams[0]!.listener.change({ next_fetch: null });
    await pass(600);
    expect({ links, asked: asked(), streams: streams.length }).toEqual({
      links: ['starting', 'polling', 'events'],
      asked: 1,
      streams: 1,
    });
    expect(seen).toEqual([state(), state(), { next_fetch: null }]);
  });

  it('asks every half minute when no event has come for 20 s, until one does', async () => {
    const { live, links, streams, asked, pass } = page();
    live.start();
    await pass(19);
    expect(asked()).toBe(1);
    await pass(62);
    expect(asked()).toBe(4);
    streams[0]!.listener.state(state());
    await pass(600);
    expect({ asked: asked(), last: links.at(-1), streams: streams.length }).toEqual({
      asked: 4,
      last: 'events',
      streams: 1,
    });
  });

  it('begins anew after the stream has ended, ever more rarely while nobody answers', async () => {
    let there = true;
    const { live, links, streams, asked, pass } = page(async () => {
      if (!there) throw new TypeError('Failed to fetch');
      return state();
    });
    live.start();
    await pass(1);
    streams[0]!.listener.state(state());
    there = false;
    streams[0]!.listener.ended();
    await pass(60);
    expect(links.at(-1)).toBe('away');
    expect(streams[0]!.closed).toBe(true);
    expect(asked()).toBeLessThan(10);
    there = true;
    await pass(15);
    streams[1]!.listener.state(state());
    expect(links.at(-1)).toBe('events');
  });

  it('stops where a password is asked for, until it is started again', async () => {
    let inside = false;
    const { live, links, streams, waiting, pass } = page(async () => {
      if (!inside) throw new Refused(401, { code: 'sign_in', error: 'Sign in first.' });
      return state();
    });
    live.start();
    await pass(60);
    expect({ links, streams: streams.length, waiting: waiting() }).toEqual({
      links: ['starting', 'signed_out'],
      streams: 0,
      waiting: 0,
    });
    inside = true;
    live.start();
    await pass(1);
    expect(streams.length).toBe(1);
  });

  it('hears nothing of a stream that it has given up', async () => {
    const { live, seen, streams, waiting, pass } = page();
    live.start();
    await pass(1);
    live.stop();
    streams[0]!.listener.state(state());
    streams[0]!.listener.ended();
    expect({ seen, waiting: waiting() }).toEqual({ seen: [state()], waiting: 0 });
  });
});

describe('a server that shows this browser nothing', () => {
  it('says why, and is asked again', async () => {
    const problem = { code: 'unknown_host', error: 'This page does not go by that name.' } as const;
    const { live, links, waiting, pass } = page(async () => {
      throw new Refused(421, problem);
    });
    live.start();
    await pass(1);
    expect({ last: links.at(-1), waiting: waiting() }).toEqual({ last: 'refused', waiting: 1 });
  });

  it('a proxy that has nobody behind it is the same as nobody', async () => {
    const { live, links, pass } = page(async () => {
      throw new Refused(502, { code: 'internal', error: 'The answer was 502, without a reason.' });
    });
    live.start();
    await pass(1);
    expect(links.at(-1)).toBe('away');
  });
});
