import { describe, expect, it } from 'vitest';
import type { FaultAct } from '../cloud/faults.js';
import { createCertificate } from '../mqtt/certificate.js';
import { loginsOf } from '../stored.js';
import { testServer } from '../withings/support.js';
import { QUICK_WAITS, startVictim, type Victim } from './hostile.js';
import { type Rewriter, type Rewriting, startRewriter, wrongTypes } from './rewriting.js';
import { subscriber, withings2mqtt, world } from './world.js';

const FEEDS = ['measures', 'activity', 'sleep', 'workouts', 'ecgs', 'goals', 'devices'];
const TEN_YEARS_SECONDS = 10 * 365 * 86_400;

/** What the cloud does, and how the log puts it; undefined where all is well. */
type Case = readonly [name: string, act: FaultAct, cause: RegExp | undefined];

const faults = (elsewhere: string): readonly Case[] => [
  ['HTTP 500', { kind: 'http', code: 500 }, /HTTP 500/],
  ['HTTP 503', { kind: 'http', code: 503 }, /HTTP 503/],
  ['HTTP 503 in JSON', { kind: 'http', code: 503, body: '{"status":503,"error":"down"}' }, /503/],
  ['HTTP 429 with Retry-After', { kind: 'http', code: 429, headers: { 'retry-after': '7' } }, /fewer calls.*HTTP 429/],
  ['HTTP 429 without', { kind: 'http', code: 429 }, /fewer calls.*HTTP 429/],
  ['status 601', { kind: 'status', status: 601, error: 'Too Many Request' }, /fewer calls.*Too Many/],
  [
    'status 2555',
    { kind: 'status', status: 2555, error: 'An unknown error occurred' },
    /status 2555: An unknown error/,
  ],
  ['status 2554', { kind: 'status', status: 2554 }, /status 2554; it does not know this call/],
  ['a reset', { kind: 'reset' }, /no connection/],
  ['a reset in the middle of a body', { kind: 'reset', when: 'middle' }, /no connection/],
  ['a byte at a time', { kind: 'slow', pauseMs: 300 }, /in time/],
  ['a gzip bomb', { kind: 'gzip-bomb', megabytes: 2 }, /maxContentLength/],
  ['a redirect to elsewhere', { kind: 'redirect', to: elsewhere, code: 307 }, /a redirect, which is not followed/],
  ['an HTML page', { kind: 'html' }, /an HTML page/],
  ['an empty body', { kind: 'empty' }, /an empty body/],
  ['half an answer', { kind: 'truncated' }, /breaks off/],
];

const EVERYTHING = ['anna', 'ben'].flatMap((account) => FEEDS.map((feed) => `${account}: no ${feed}`));

/** The lines that say that a feed of an account failed. */
function complaints(log: string, about: string): string[] {
  return log.split('\n').filter((line) => line.includes(` ${about} this time: `));
}

function namesCauseOnce(name: string, first: string, second: string, cause: RegExp, which = EVERYTHING): void {
  for (const about of which) {
    const [line = '', ...more] = complaints(first + second, about);
    expect(line, `${name}: ${about}`).toMatch(cause);
    expect(more, `${name}: ${about}`).toEqual([]);
  }
}

async function suffers(victim: Victim, [name, , cause]: Case): Promise<void> {
  const first = await victim.round();
  const second = await victim.round();
  if (cause) namesCauseOnce(name, first, second, cause);
  await victim.isUnharmed(name);
}

describe('a hostile cloud', () => {
  it.each(['every feed', 'the token endpoint'])('%s: any fault passes', { timeout: 240_000 }, async (where) => {
    let visits = 0;
    const elsewhere = await testServer((_, response) => {
      visits += 1;
      response.end('{"status":0,"body":{}}');
    });
    const victim = await startVictim();
    const { cloud } = victim.world;

    for (const fault of faults(elsewhere)) {
      const [name, act] = fault;
      const tokens = where === 'the token endpoint';
      if (tokens) cloud.expireAccessTokens();
      const end = cloud.fault({ ...act, ...(tokens && { path: '/v2/oauth2' }) });
      await suffers(victim, fault);
      end();
      await victim.recovers(name);
    }

    expect(visits).toBe(0);
  });

  const rewritten: readonly (readonly [name: string, rewriting: Rewriting, cause?: RegExp, which?: string[]])[] = [
    [
      'wrong types everywhere',
      { body: (body, path) => (path === '/v2/oauth2' ? body : wrongTypes(body)) },
      /with another object where \S+ should be/,
      // A goal that cannot be read keeps what it was; it is no failure.
      EVERYTHING.filter((about) => !about.endsWith('no goals')),
    ],
    ['wrong types in tokens', { body: tokens(() => wrongTypes({ access_token: 'a' })) }, /without tokens/],
    ['expires_in of 0', { body: tokens((body) => ({ ...body, expires_in: 0 })) }],
    ['a negative expires_in', { body: tokens((body) => ({ ...body, expires_in: -10_800 })) }],
    ['no expires_in', { body: tokens(({ expires_in: _, ...rest }) => rest) }],
    ['an endless expires_in', { body: tokens((body) => ({ ...body, expires_in: 9e15 })) }],
    ['tokens for no header', { body: tokens((body) => ({ ...body, access_token: 'a\nb' })) }, /without tokens/],
    ["another user's tokens", { body: tokens((body) => ({ ...body, userid: 9_999_999 })) }, /another user.*old login/],
    ['a Date ten years off', { headers: { date: new Date(Date.now() - TEN_YEARS_SECONDS * 1000).toUTCString() } }],
    ['a clock ten years ahead', { body: clockOff(TEN_YEARS_SECONDS) }],
    ['a clock ten years late', { body: clockOff(-TEN_YEARS_SECONDS) }],
  ];

  it('answers that are not what they should be: all of them pass', { timeout: 240_000 }, async () => {
    let rewriter: Rewriter | undefined;
    const victim = await startVictim(async (cloudUrl) => {
      rewriter = await startRewriter(cloudUrl);
      return rewriter.url;
    });

    for (const [name, rewriting, cause, which] of rewritten) {
      victim.world.cloud.expireAccessTokens();
      rewriter?.set(rewriting);
      const first = await victim.round();
      const second = await victim.round();
      if (cause) namesCauseOnce(name, first, second, cause, which);
      else expect(first + second, name).not.toMatch(/ warn | error /);
      await victim.isUnharmed(name);
      rewriter?.set({});
      await victim.recovers(name);
    }
  });

  it('with a certificate that nobody vouches for: nothing is sent to it', async () => {
    const { cloud, config, brokerUrl, authorize, data } = await world();
    await authorize();
    const { exit } = withings2mqtt(['run', '--once', '-c', config]);
    expect(await exit).toBe(0);
    const logins = await loginsOf(data('.'));
    expect(logins).toHaveLength(2);
    const impostor = await startRewriter(cloud.url, createCertificate());
    const once = (url: string) =>
      withings2mqtt(['run', '--once', '-c', config], { ...QUICK_WAITS, WITHINGS2MQTT_WITHINGS_API_URL: url });

    const fooled = once(impostor.url);

    expect(await fooled.exit).toBe(1);
    expect(impostor.requests()).toBe(0);
    for (const feed of FEEDS)
      expect(complaints(fooled.stderr(), `anna: no ${feed}`)).toEqual([expect.stringMatching(/self-signed/)]);
    expect(await loginsOf(data('.'))).toEqual(logins);
    const seen = await subscriber(brokerUrl, 'withings/#');
    expect(await seen.sees('withings/anna/weight', () => true)).toBe('70.25');
    expect(await once(cloud.url).exit).toBe(0);
  });
});

type Fields = Record<string, unknown>;

/** Changes the answers of the token endpoint alone. */
function tokens(change: (body: Fields) => unknown) {
  return (body: unknown, path: string) => (path === '/v2/oauth2' ? change(body as Fields) : body);
}

/** The server's own times; those of what people did come from their devices. */
function clockOff(seconds: number) {
  return (body: unknown, path: string) => {
    if (path !== '/measure') return body;
    const { updatetime, ...rest } = body as { updatetime: number };
    return { ...rest, updatetime: updatetime + seconds };
  };
}
