import { describe, expect, it } from 'vitest';
import { ANNA, BEN } from '../demo/helpers.js';
import { answeredBy, comesBack, connectingWorld, refusal } from './connecting-world.js';

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
    ['another state', 'code=1&state=other', /Almost done.*Copy the address of this page.*within 30 seconds/],
    ['no state', 'code=1', /Almost done/],
    ['a denial of another login', 'error=access_denied&state=other', /Almost done/],
    ['nothing', '', /Almost done/],
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
      expect.stringMatching(/anna is not authorised<.*>Access was not allowed/),
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
