import { signal } from '@preact/signals';
import { describe, expect, it } from 'vitest';
import { type Api, createApi } from '../../web/api.js';
import type { StreamListener } from '../../web/live.js';
import { createPage } from '../../web/page.js';
import { createSettings } from '../../web/settings.js';
import { person, state } from './state.js';

const HOUR = 3_600_000;

/** A page in a browser whose clock is some hours off. */
async function page(hoursOff = 0) {
  const server = state({ people: [person('anna', { display_name: 'Anna' })] });
  const streams: StreamListener[] = [];
  const hash = signal('#/');
  const api: Api = { ...createApi(fetch, () => {}), state: async () => server };
  const made = createPage({
    api,
    settings: createSettings(undefined, ['en']),
    wishes: ['en-GB'],
    browserClock: () => Date.parse(server.now) + hoursOff * HOUR,
    hash,
    systemDark: signal(true),
    open(listener) {
      streams.push(listener);
      return { close() {} };
    },
    later: () => () => {},
  });
  made.live.start();
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  return { made, server, streams, hash };
}

describe('the page', () => {
  it.each([0, 10, -10])('goes by the clock of the server, not by that of a browser %d hours off', async (hours) => {
    const { made, server } = await page(hours);
    expect(made.now.value).toBe(Date.parse(server.now));
    made.tick();
    expect([made.now.value, made.clock()]).toEqual([Date.parse(server.now), Date.parse(server.now)]);
  });

  it('takes over changes', async () => {
    const { made, streams } = await page();
    streams[0]!.change({ people: [person('anna', { display_name: 'Anne' })] });
    expect(made.state.value?.people[0]?.display_name).toBe('Anne');
  });

  it('says in its title whom it shows', async () => {
    const { made, hash } = await page();
    expect(made.title.value).toBe('withings2mqtt');
    hash.value = '#/people/anna';
    expect(made.title.value).toBe('Anna · withings2mqtt');
    hash.value = '#/people/nobody';
    expect(made.title.value).toBe('withings2mqtt');
  });

  it('is dark by the system, until somebody chooses', async () => {
    const { made } = await page();
    expect(made.dark.value).toBe(true);
    made.settings.theme.value = 'light';
    expect(made.dark.value).toBe(false);
  });

  it('speaks the chosen language at once', async () => {
    const { made } = await page();
    made.settings.language.value = 'de';
    expect(made.words.value.t('home')).toBe('Übersicht');
    expect(made.formats('Europe/Berlin').day('2026-11-28')).toBe('28.11.2026');
  });

  it('knows whether somebody has followed a link', async () => {
    const { made, hash } = await page();
    expect(made.moved()).toBe(false);
    hash.value = '#/people/anna';
    expect(made.moved()).toBe(true);
  });
});
