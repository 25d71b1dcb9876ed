import { createHash } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Ended, InvitationRoutes } from '../../src/http/invitation.js';
import { INVITATION_TEXTS, type Told } from '../../src/http/invitation-texts.js';
import { startServer } from '../../src/http/server.js';
import { WELL } from './support.js';

const SECRET = 'an-invitation-of-annas-own';
const AT_WITHINGS = 'https://account.example/authorize?state="1"&x=<2>';

interface Visit {
  readonly method?: string;
  readonly headers?: Record<string, string>;
}

/** A public server with one invitation, of Anna; it closes with the test. */
async function invited(options: Partial<InvitationRoutes> & { readonly otherwise?: true } = {}) {
  const { otherwise, ...routes } = options;
  const calls: string[] = [];
  const troubles: unknown[] = [];
  const { port, close } = await startServer({
    ...{ host: '127.0.0.1', port: 0, alive: () => true, ready: async () => WELL },
    ...(otherwise && {
      callback: {
        paths: ['/oauth/callback'],
        async onVisit() {
          throw new Error('of another login');
        },
      },
    }),
    invitations: {
      paths: ['/oauth/callback'],
      async look(secret) {
        calls.push(`look ${secret}`);
        return secret === SECRET ? { displayName: '<b>Anna & "Co"', place: 'clinic.example', bed: false } : undefined;
      },
      async begin(secret) {
        calls.push(`begin ${secret}`);
        return secret === SECRET ? { url: AT_WITHINGS } : undefined;
      },
      async finish(query) {
        calls.push(`finish ${query}`);
        return query.get('state') === '1' ? { told: 'connected', displayName: 'Anna' } : undefined;
      },
      onTrouble: (error) => troubles.push(error),
      tools: { clock: () => 0, sleep: async () => {} },
      ...routes,
    },
  });
  onTestFinished(close);
  const come = (path: string, { method = 'GET', headers = {} }: Visit = {}) =>
    fetch(`http://127.0.0.1:${port}${path}`, { method, headers, redirect: 'manual' });
  return { come, calls, troubles };
}

const PATH = `/connect/${SECRET}`;
const RETURN = '/oauth/callback?code=c&state=1';

describe('the page of an invitation', () => {
  it('says whose it is, what is read and what happens, and has a button', async () => {
    const { come, calls } = await invited();

    const page = await come(PATH);
    const text = await page.text();

    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(text).toContain('<html lang="en">');
    expect(text).toContain('Invitation for &#60;b&#62;Anna &#38; &#34;Co&#34;');
    expect(text).toContain('Whoever runs clinic.example then reads');
    expect(text).toContain('<form method="post"><button>Go on to Withings</button></form>');
    expect(text).not.toContain('<b>');
    expect(text).not.toContain('gets into bed');
    expect(calls).toEqual([`look ${SECRET}`]);
  });

  it('speaks German, and tells of the bed where Withings can', async () => {
    const look = async () => ({ displayName: 'Anna', place: 'praxis.example', bed: true });
    const { come } = await invited({ look });

    const text = await (await come(PATH, { headers: { 'accept-language': 'de-DE,de;q=0.9,en;q=0.8' } })).text();

    expect(text).toContain('<html lang="de">');
    expect(text).toContain('Einladung für Anna');
    expect(text).toContain('wann jemand zu Bett geht');
  });

  it('sends the browser to Withings when the button is pressed, and nowhere else', async () => {
    const { come, calls } = await invited();

    const page = await come(`${PATH}?url=https://evil.example`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    const text = await page.text();

    expect([page.status, page.headers.get('location')]).toEqual([200, null]);
    const address = 'https://account.example/authorize?state=&#34;1&#34;&#38;x=&#60;2&#62;';
    expect(text).toContain(`<meta http-equiv="refresh" content="0;url=${address}">`);
    expect(text).toContain(`<a href="${address}">`);
    expect(text).not.toContain('evil');
    expect(calls).toEqual([`begin ${SECRET}`]);
  });

  it.each([
    ['HEAD', {}],
    ['GET', { 'sec-purpose': 'prefetch' }],
    ['GET', { 'sec-purpose': 'prefetch;prerender' }],
  ])('uses nothing up for %s %j', async (method, headers) => {
    const { come, calls } = await invited();

    const page = await come(PATH, { method, headers: { ...headers } });

    expect(page.status).toBe(200);
    expect(calls).toEqual([`look ${SECRET}`]);
  });

  it.each([
    ['one that may not be used', 'another-invitation-of-hers', 410, 'This invitation can not be used'],
    ['an address that was cut', 'short', 404, 'There is no such invitation'],
    ['what is no address of ours', 'a%2F..%2Fan-invitation-of-annas-own', 404, 'There is no such invitation'],
    ['what is longer than any', 'x'.repeat(100), 404, 'There is no such invitation'],
  ])('says of %s what to do', async (_, secret, status, title) => {
    const { come, calls } = await invited();

    const looked = await come(`/connect/${secret}`);
    const pressed = await come(`/connect/${secret}`, { method: 'POST' });

    expect([looked.status, pressed.status]).toEqual([status, status]);
    expect(await looked.text()).toMatch(new RegExp(`<h1>${title}</h1><p>.*ask whoever has sent it to you`));
    expect(calls.length).toBe(status === 410 ? 2 : 0);
  });

  it('says that whoever runs it must do something where Withings does not know it', async () => {
    const { come } = await invited({ begin: async () => ({ told: 'misconfigured' }) });

    const page = await come(PATH, { method: 'POST' });

    expect([page.status, await page.text()]).toEqual([502, expect.stringContaining('tell whoever has sent you')]);
  });

  it.each([
    ['GET', PATH],
    ['POST', PATH],
    ['GET', RETURN],
    ['GET', '/connect/another-invitation-of-hers'],
  ])('is kept by no browser, tells its address to nobody and runs nothing: %s %s', async (method, path) => {
    const { come } = await invited();

    const page = await come(path, { method });
    const text = await page.text();

    const [, style = ''] = /<style>([\s\S]*)<\/style>/.exec(text) ?? [];
    const hash = createHash('sha256').update(style).digest('base64');
    expect(Object.fromEntries(page.headers)).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-robots-tag': 'noindex, nofollow',
      'content-security-policy': `default-src 'none'; style-src 'sha256-${hash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
    });
    expect(text).not.toMatch(/<script|style=|src=/);
  });

  it.each([
    ['PUT', PATH],
    ['GET', '/connect'],
    ['GET', '/connect/'],
    ['GET', `${PATH}/more`],
    ['POST', RETURN],
  ])('is nowhere else: %s %s', async (method, path) => {
    const { come, calls } = await invited();

    const page = await come(path, { method });

    expect([page.status, calls]).toEqual([404, []]);
  });

  it('says when the store is away, and tells of it', async () => {
    const away = async () => {
      throw new Error('the store is away: secret');
    };
    const { come, troubles } = await invited({ look: away, finish: away });

    const pages = [await come(PATH), await come(RETURN)];

    expect(pages.map(({ status }) => status)).toEqual([500, 500]);
    for (const page of pages) expect(await page.text()).not.toContain('secret');
    expect(troubles).toHaveLength(2);
  });
});

describe('whoever tries addresses', () => {
  it('waits longer each time, and not for ever where the right one comes from the same address', async () => {
    let now = 0;
    const sleep = async (milliseconds: number) => {
      now += milliseconds;
    };
    const { come } = await invited({ tools: { clock: () => now, sleep } });
    const waits: number[] = [];
    const paths = ['a', 'b', 'c', 'd', 'e', 'f'].map((letter) => `/connect/${letter.repeat(20)}`);
    const statuses: number[] = [];
    for (const path of [...paths, PATH]) {
      const before = now;
      statuses.push((await come(path)).status);
      waits.push(now - before);
    }

    expect(waits).toEqual([0, 1000, 2000, 4000, 5000, 5000, 5000]);
    expect(statuses).toEqual([...paths.map(() => 410), 200]);
  });

  it('is sent away where many wait', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { come } = await invited({ tools: { clock: () => 0, sleep: () => held } });
    await come('/connect/not-an-invitation-at-all');

    const pages = Array.from({ length: 51 }, () => come('/connect/not-an-invitation-at-all'));
    const first = await Promise.race(pages);
    release();
    const statuses = await Promise.all(pages.map(async (page) => (await page).status));

    expect(first.status).toBe(429);
    expect(statuses.filter((status) => status === 410)).toHaveLength(50);
  });
});

describe('the way back', () => {
  it('ends with what has come of it', async () => {
    const { come, calls } = await invited();

    const page = await come(RETURN);

    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('is connected as Anna')]);
    expect(calls).toEqual(['finish code=c&state=1']);
  });

  it.each<[Ended['told'], number, RegExp]>([
    ['denied', 200, /not allowed at Withings/],
    ['other_person', 409, /another Withings account than the one that has been Anna/],
    ['taken', 409, /under another name/],
    ['late', 409, /half a minute/],
    ['away', 502, /in a few minutes/],
    ['misconfigured', 502, /tell whoever/],
    ['unusable', 410, /seven days/],
  ])('says when it is %s', async (told, status, words) => {
    const { come } = await invited({ finish: async () => ({ told, displayName: 'Anna' }) });

    const page = await come(RETURN);

    expect([page.status, await page.text()]).toEqual([status, expect.stringMatching(words)]);
  });

  it('is nobody’s where no invitation waits for it', async () => {
    const alone = await invited();
    const beside = await invited({ otherwise: true });
    const path = '/oauth/callback?code=c&state=2';

    const [stale, other] = [await alone.come(path), await beside.come(path)];

    expect([stale.status, await stale.text()]).toEqual([410, expect.stringContaining('Nobody waits')]);
    expect([other.status, await other.text()]).toEqual([400, expect.stringContaining('of another login')]);
  });

  it.each([
    ['HEAD', {}, 200],
    ['GET', { 'sec-purpose': 'prefetch' }, 503],
    ['GET', { 'x-moz': 'prefetch' }, 503],
  ])('uses nothing up for %s %j', async (method, headers, status) => {
    const { come, calls } = await invited();

    const page = await come(RETURN, { method, headers: { ...headers } });

    expect([page.status, calls]).toEqual([status, []]);
  });
});

describe('the texts', () => {
  it('have the same places to fill in, in each language', () => {
    const placesOf = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
    const all = (texts: object): string[] =>
      Object.values(texts).flatMap((inner) => (typeof inner === 'string' ? [inner] : all(inner)));
    const { en, de } = INVITATION_TEXTS;

    expect(all(de).map(placesOf)).toEqual(all(en).map(placesOf));
    expect(Object.keys(de.told) as Told[]).toEqual(Object.keys(en.told));
  });
});
