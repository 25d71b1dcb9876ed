import { createServer } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { PageError } from '../../src/page/page-error.js';
import { ANNA, BEN, REDIRECT } from '../demo/helpers.js';
import { freePort } from '../process/port.js';
import { createVirtualTime } from '../virtual-time.js';
import { answeredBy, comesBack, connectingWorld } from './connecting-world.js';

/** What is said to whoever asks in vain. */
async function refusal(promise: Promise<unknown>): Promise<PageError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof PageError)) throw new Error(`no PageError: ${String(error)}`);
  return error;
}

describe('connecting an account', () => {
  it('goes from the authorise page to a login that is used', async () => {
    const { open, connecting, store, kept, heard, redirectUri } = await connectingWorld();

    const url = await open();
    const waiting = connecting.of('anna');
    const page = await comesBack(url);

    expect(waiting).toMatchObject({ phase: 'waiting', redirect_uri: redirectUri, listens: true, replace: false });
    expect(page).toMatch(/^200 .*anna is authorised\. You can close this page\./);
    expect(connecting.of('anna')).toMatchObject({ phase: 'done', said: [] });
    expect(kept).toEqual([`anna=${ANNA}`]);
    expect((await store.logins.of(String(ANNA)))?.refreshToken).toBeTruthy();
    expect(heard.times).toBe(3);
  });

  it('asks for the bed, too, where Withings can notify', async () => {
    const scopes = async (publicUrl?: string) => {
      const { open } = await connectingWorld({ ...(publicUrl && { publicUrl }) });
      return new URL(await open()).searchParams.get('scope');
    };

    expect(await scopes()).toBe('user.info,user.metrics,user.activity');
    expect(await scopes('https://home.example')).toBe('user.info,user.metrics,user.activity,user.sleepevents');
  });

  it('is there for the accounts of the configuration only', async () => {
    const { open, connecting } = await connectingWorld();

    expect((await refusal(open('carl'))).problem).toMatchObject({
      code: 'unknown_account',
      error: 'There is no account carl in the configuration; known: anna, ben.',
    });
    expect((await refusal(connecting.paste('../anna', 'x'))).status).toBe(404);
    expect(connecting.of('__proto__')).toBeNull();
  });

  it('says the same to a page that is loaded twice, and exchanges once', async () => {
    const { open, exchanges } = await connectingWorld();
    const address = await answeredBy(ANNA, await open());

    const pages = await Promise.all([fetch(address), fetch(address)]);
    const after = await fetch(address);

    const texts = await Promise.all([...pages, after].map(async (page) => `${page.status} ${await page.text()}`));
    expect(new Set(texts).size).toBe(1);
    expect(texts[0]).toMatch(/^200 .*anna is authorised/);
    expect(exchanges()).toBe(1);
  });

  it.each([
    ['another state', 'code=1&state=other', /Nobody waits here for this login; where a terminal does, copy/],
    ['no state', 'code=1', /Nobody waits here/],
    ['a denial of another login', 'error=access_denied&state=other', /Nobody waits here/],
    ['nothing', '', /Nobody waits here/],
  ])('is not ended by a stray request: %s', async (_, query, words) => {
    const { open, redirectUri, connecting } = await connectingWorld();
    const url = await open();

    const stray = await fetch(`${redirectUri}?${query}`);

    expect([stray.status, await stray.text()]).toEqual([400, expect.stringMatching(words)]);
    expect(connecting.of('anna')?.phase).toBe('waiting');
    expect(await comesBack(url)).toMatch(/^200/);
  });

  it('is not ended by the address of the authorise page, a HEAD, or a browser that loads ahead', async () => {
    const { open, redirectUri, exchanges } = await connectingWorld();
    const url = await open();
    const state = new URL(url).searchParams.get('state');
    const address = await answeredBy(ANNA, url);

    const bare = await fetch(`${redirectUri}?state=${state}`);
    const looked = await fetch(address, { method: 'HEAD' });
    const ahead = await fetch(address, { headers: { 'sec-purpose': 'prefetch' } });

    expect([bare.status, looked.status, ahead.status, exchanges()]).toEqual([400, 200, 503, 0]);
    expect((await fetch(address)).status).toBe(200);
  });

  it('fails when the person says no, and may be begun again', async () => {
    const { open, connecting } = await connectingWorld();

    const page = await fetch(await answeredBy(ANNA, await open(), 'cancel'));
    const failed = connecting.of('anna');

    expect([page.status, await page.text()]).toEqual([
      400,
      expect.stringContaining('anna is not authorised: Access was not allowed'),
    ]);
    expect(failed).toMatchObject({ phase: 'failed', problem: { code: 'denied' } });
    expect(await comesBack(await open())).toMatch(/^200/);
  });

  it('says that a code was too old, or used', async () => {
    const { open, connecting, redirectUri } = await connectingWorld();
    const state = new URL(await open()).searchParams.get('state');

    const error = await refusal(connecting.paste('anna', `${redirectUri}?code=old&state=${state}`));

    expect(error.problem).toMatchObject({
      code: 'expired',
      error: expect.stringMatching(/a code works once and lives 30 seconds: connect again\.$/),
    });
    expect(connecting.of('anna')).toMatchObject({ phase: 'failed', problem: error.problem });
  });

  it('stores nothing when Withings is away, and says so', async () => {
    const { open, cloud, connecting, people } = await connectingWorld();
    const address = await answeredBy(ANNA, await open());
    await cloud.close();

    const error = await refusal(connecting.paste('anna', address));

    expect(error.problem).toMatchObject({ code: 'failed', error: expect.stringMatching(/nothing was stored/) });
    expect(await people()).toEqual([]);
  });

  it('keeps the state out of the log, and tells no user id above debug', async () => {
    const { open, lines, known } = await connectingWorld();
    await known('anna', ANNA);
    const url = await open();
    const state = new URL(url).searchParams.get('state') ?? '';

    await comesBack(url, BEN);

    expect(lines.filter((line) => line.includes(state))).toEqual([]);
    expect(lines.filter((line) => !line.startsWith('debug'))).toEqual([]);
  });

  it('says what to enter at Withings when it does not know the callback URL', async () => {
    const { open, connecting, redirectUri } = await connectingWorld({ redirectUris: ['https://elsewhere.example/cb'] });

    const { problem } = await refusal(open());

    expect(problem).toMatchObject({ code: 'redirect_uri', fields: { redirect_uri: redirectUri } });
    expect(problem.error).toContain(`enter exactly ${redirectUri} as a callback URL at developer.withings.com`);
    expect(connecting.of('anna')).toBeNull();
  });
});

describe('an address that is pasted', () => {
  it.each([
    ['as it is', (address: string) => address],
    ['of another host', (address: string) => address.replace(/^http:\/\/[^/]+/, 'https://bounce.example')],
    ['without its beginning, in brackets', (address: string) => ` <${address.replace(/^[^?]+\?/, '')}>\n`],
  ])('connects, %s', async (_, change) => {
    const { open, connecting, kept } = await connectingWorld();

    await connecting.paste('anna', change(await answeredBy(ANNA, await open())));

    expect(kept).toEqual([`anna=${ANNA}`]);
    expect(connecting.of('anna')?.phase).toBe('done');
  });

  it('decides nothing when it is another one, and says which', async () => {
    const { open, connecting } = await connectingWorld();
    const url = await open();
    const ben = await answeredBy(BEN, await open('ben'));
    const paste = async (text: string) => (await refusal(connecting.paste('anna', text))).problem.code;

    expect(await paste('nonsense')).toBe('not_an_address');
    expect(await paste('')).toBe('not_an_address');
    expect(await paste(url)).toBe('not_an_address');
    expect(await paste(url.replace(/state=\w+/, 'state=other'))).toBe('other_login');
    expect(await paste(ben)).toBe('other_login');
    expect(connecting.of('anna')?.phase).toBe('waiting');
    await connecting.paste('anna', await answeredBy(ANNA, url));
  });

  it('has nothing to answer where nobody has begun', async () => {
    const { connecting } = await connectingWorld();

    expect((await refusal(connecting.paste('anna', 'code=1&state=1'))).problem.error).toContain('connect first');
  });
});

describe('whose login it is', () => {
  it('is refused with both facts when it is another person, and stores nothing; replaced, the former one is gone', async () => {
    const { open, connecting, known, people, kept } = await connectingWorld();
    await known('anna', ANNA);

    const page = await comesBack(await open(), BEN);
    const refused = connecting.of('anna');
    const after = await people();

    expect(page).toMatch(/^400 .*anna is not authorised: That was the Withings user 7002, and anna is the .*7001/);
    expect(refused).toMatchObject({
      phase: 'failed',
      problem: { code: 'other_person', fields: { account: 'anna', user_id: String(BEN), holder: String(ANNA) } },
    });
    expect([after, kept]).toEqual([[{ userId: String(ANNA), name: 'anna' }], []]);

    expect(await comesBack(await open('anna', true), BEN)).toMatch(/^200/);
    expect(await people()).toEqual([{ userId: String(BEN), name: 'anna' }]);
    expect(connecting.of('anna')).toMatchObject({
      phase: 'done',
      said: [expect.stringMatching(/All that was kept of the Withings user 7001.* is gone/)],
    });
  });

  it('is refused when it is the person of another account, also to replace', async () => {
    const { open, connecting, known, people } = await connectingWorld();
    await known('ben', BEN);

    expect(await comesBack(await open('anna', true), BEN)).toMatch(/^400/);

    expect(connecting.of('anna')).toMatchObject({
      problem: { code: 'person_of_another_account', fields: { account: 'anna', other_account: 'ben' } },
    });
    expect(await people()).toEqual([{ userId: String(BEN), name: 'ben' }]);
  });

  it('is looked at one after the other: one person in two windows is one account', async () => {
    const { open, people } = await connectingWorld();
    const addresses = [await answeredBy(BEN, await open('anna')), await answeredBy(BEN, await open('ben'))];

    const pages = await Promise.all(addresses.map((address) => fetch(address)));

    expect(pages.map(({ status }) => status).sort()).toEqual([200, 400]);
    expect(await people()).toHaveLength(1);
  });
});

describe('several at once', () => {
  it('are two accounts with a state each', async () => {
    const { open, kept } = await connectingWorld();
    const [anna, ben] = await Promise.all([open('anna'), open('ben')]);

    const pages = [await comesBack(ben!, BEN), await comesBack(anna!, ANNA)];

    expect(pages).toEqual([expect.stringMatching(/^200 .*ben is/), expect.stringMatching(/^200 .*anna is/)]);
    expect(kept).toEqual([`ben=${BEN}`, expect.stringContaining(`anna=${ANNA}`)]);
  });

  it('of one account: the second start takes the place of the first', async () => {
    const { open, connecting } = await connectingWorld();
    const first = await open();
    const second = await open('anna', true);

    expect(connecting.of('anna')).toMatchObject({ phase: 'waiting', replace: true });
    expect(await comesBack(first)).toMatch(/^400 .*A newer try to connect anna has taken the place of this one/);
    expect(await comesBack(second)).toMatch(/^200/);
  });
});

describe('a start while a login is being taken', () => {
  it('is refused, and what comes of the login is shown', async () => {
    const { open, connecting, holdExchanges, people } = await connectingWorld();
    const release = holdExchanges();
    const page = comesBack(await open());
    await expect.poll(() => connecting.of('anna')?.phase).toBe('exchanging');

    const { status, problem } = await refusal(open('anna', true));
    release();

    expect([status, problem]).toEqual([
      ...[409, expect.objectContaining({ code: 'failed', error: expect.stringMatching(/^A login for anna is being/) })],
    ]);
    expect(await page).toMatch(/^200/);
    expect(connecting.of('anna')?.phase).toBe('done');
    expect(await people()).toEqual([{ userId: String(ANNA), name: 'anna' }]);
    expect(await open()).toContain('state=');
  });

  it('is refused also where the login comes while Withings is asked', async () => {
    const { open, connecting, holdExchanges, cloud } = await connectingWorld();
    const address = await answeredBy(ANNA, await open());
    const release = holdExchanges();
    const asked = cloud.requests.length;

    const second = refusal(open('anna', true));
    const pasted = connecting.paste('anna', address);
    const { problem } = await second;
    release();

    expect(cloud.requests.length).toBeGreaterThan(asked);
    expect(problem.error).toMatch(/^A login for anna is being/);
    await pasted;
    expect(connecting.of('anna')?.phase).toBe('done');
  });
});

describe('the time of a login', () => {
  const MINUTE = 60_000;

  it('is ten minutes; then it is over, which is shown as long', async () => {
    const time = createVirtualTime();
    const { open, connecting, heard, exchanges } = await connectingWorld({
      tools: { clock: time.now, sleep: time.sleep },
    });
    const url = await open();
    const until = new Date(time.now() + 10 * MINUTE).toISOString();
    expect(connecting.of('anna')).toMatchObject({ phase: 'waiting', until });

    await time.pass(10 * MINUTE - 1);
    expect(connecting.of('anna')?.phase).toBe('waiting');
    await time.pass(1);

    expect(connecting.of('anna')).toMatchObject({ phase: 'failed', problem: { code: 'expired' } });
    expect(await comesBack(url)).toMatch(/^400 .*within 10 minutes: connect again/);
    expect(exchanges()).toBe(0);
    await time.pass(10 * MINUTE);
    expect([connecting.of('anna'), heard.times]).toEqual([null, 3]);
  });

  it('ends with the answer, and what came of it is shown for ten minutes', async () => {
    const time = createVirtualTime();
    const { open, connecting } = await connectingWorld({ tools: { clock: time.now, sleep: time.sleep } });
    await comesBack(await open());

    await time.pass(10 * MINUTE - 1);
    expect(connecting.of('anna')?.phase).toBe('done');
    await time.pass(1);

    expect(connecting.of('anna')).toBeNull();
  });
});

describe('a browser that comes back to another port than the public server’s', () => {
  it('is met by a listener that is there only while it is waited for', async () => {
    const redirectUri = `http://127.0.0.1:${await freePort()}/callback`;
    const { open, connecting } = await connectingWorld({ redirectUri });
    const look = () =>
      fetch(redirectUri).then(
        ({ status }) => status,
        () => 'nobody',
      );
    expect(await look()).toBe('nobody');

    const [anna, ben] = [await open('anna'), await open('ben')];
    expect([connecting.of('anna'), connecting.of('ben')]).toMatchObject([{ listens: true }, { listens: true }]);
    expect(await comesBack(anna)).toMatch(/^200/);
    expect(await comesBack(ben, BEN)).toMatch(/^200/);

    await expect.poll(look, { timeout: 10_000 }).toBe('nobody');
  });

  it('is met where the public server is off', async () => {
    const { open, connecting } = await connectingWorld({ served: false });

    const url = await open();

    expect(connecting.of('anna')).toMatchObject({ listens: true });
    expect(await comesBack(url)).toMatch(/^200/);
  });

  it('is not met where another program has the port: the address is pasted', async () => {
    const other = createServer((_, response) => response.writeHead(404).end());
    onTestFinished(() => void other.close());
    const port = await freePort();
    await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
    const { open, connecting } = await connectingWorld({ redirectUri: `http://127.0.0.1:${port}/oauth/callback` });

    const url = await open();
    expect(connecting.of('anna')).toMatchObject({ phase: 'waiting', listens: false });
    await connecting.paste('anna', await answeredBy(ANNA, url));

    expect(connecting.of('anna')?.phase).toBe('done');
  });

  it('is not met where TLS is spoken on this machine', async () => {
    const redirectUri = 'https://localhost:8443/callback';
    const { open, connecting } = await connectingWorld({ redirectUri, redirectUris: [redirectUri, REDIRECT] });

    await open();

    expect(connecting.of('anna')).toMatchObject({ listens: false, redirect_uri: redirectUri });
  });

  it('is not waited for when everything stops', async () => {
    const redirectUri = `http://127.0.0.1:${await freePort()}/callback`;
    const { open, stop } = await connectingWorld({ redirectUri });
    await open();

    stop.abort();

    await expect
      .poll(() =>
        fetch(redirectUri).then(
          () => 'there',
          () => 'nobody',
        ),
      )
      .toBe('nobody');
  });
});
