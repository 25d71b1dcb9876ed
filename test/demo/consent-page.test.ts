import { describe, expect, it } from 'vitest';
import {
  ANNA,
  authorizeUrl,
  BEN,
  CLIENT,
  createClock,
  demoCode,
  exchange,
  REDIRECT,
  target,
  testCloud,
} from './helpers.js';

async function press(url: string, fields: Record<string, string>): Promise<Response> {
  const { origin, pathname, searchParams } = new URL(url);
  return fetch(origin + pathname, {
    method: 'POST',
    body: new URLSearchParams({ ...Object.fromEntries(searchParams), ...fields }),
    redirect: 'manual',
  });
}

describe('authorise page', () => {
  it('shows a form with the people and the buttons', async () => {
    const cloud = await testCloud();

    const response = await fetch(authorizeUrl(cloud));
    const page = await response.text();

    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('text/html');
    expect(page).toContain('Allow this app');
    expect(page).toContain('Cancel');
    expect(page).toContain('value="7001" checked');
    expect(page).toContain('Ben &lt;b&gt;');
  });

  it('carries state through the form without letting it become HTML', async () => {
    const cloud = await testCloud();

    const page = await (await fetch(authorizeUrl(cloud, { state: '"><script>' }))).text();

    expect(page).not.toContain('<script>');
    expect(page).toContain('&quot;&gt;&lt;script&gt;');
  });

  it('redirects with a code and the state when the person allows', async () => {
    const cloud = await testCloud();

    const response = await press(authorizeUrl(cloud), { decision: 'allow', userid: String(BEN) });
    const back = target(response);
    const reply = await exchange(cloud, back.searchParams.get('code') ?? '');

    expect(response.status).toBe(302);
    expect(back.origin + back.pathname).toBe(REDIRECT);
    expect(back.searchParams.get('state')).toBe('state-1');
    expect(reply.body).toMatchObject({ userid: String(BEN), scope: 'user.info,user.metrics' });
  });

  it('redirects with access_denied and the state when the person cancels', async () => {
    const cloud = await testCloud();

    const back = target(await press(authorizeUrl(cloud), { decision: 'cancel' }));

    expect(Object.fromEntries(back.searchParams)).toEqual({ error: 'access_denied', state: 'state-1' });
  });

  it('redirects at once with the first person in demo mode, keeping the query of the address', async () => {
    const cloud = await testCloud();

    const url = authorizeUrl(cloud, { mode: 'demo', redirect_uri: `${REDIRECT}?a=1` });
    const back = target(await fetch(url, { redirect: 'manual' }));
    const reply = await exchange(cloud, back.searchParams.get('code') ?? '', `${REDIRECT}?a=1`);

    expect(back.searchParams.get('a')).toBe('1');
    expect(reply.body.userid).toBe(String(ANNA));
  });

  it.each([
    [{ response_type: 'token' }, 'unsupported_response_type'],
    [{ client_id: 'other' }, 'Invalid clientid'],
    [{ redirect_uri: 'https://elsewhere.example/callback' }, 'redirect_uri_mismatch'],
    [{ redirect_uri: 'http://localhost.elsewhere.example/' }, 'redirect_uri_mismatch'],
    [{ redirect_uri: 'http://user@localhost:8099/' }, 'redirect_uri_mismatch'],
    [{ redirect_uri: 'nonsense' }, 'redirect_uri_mismatch'],
    [{ scope: '' }, 'invalid_scope'],
    [{ scope: 'user.info user.metrics' }, 'invalid_scope'],
    [{ scope: 'user.everything' }, 'invalid_scope'],
    [{ state: '' }, 'state is missing'],
  ])('answers %j with a page saying what is wrong', async (wrong, sentence) => {
    const cloud = await testCloud();

    const got = await fetch(authorizeUrl(cloud, wrong), { redirect: 'manual' });
    const posted = await press(authorizeUrl(cloud, wrong), { decision: 'allow' });

    expect([got.status, posted.status]).toEqual([400, 400]);
    expect(await got.text()).toContain(sentence);
    expect(await posted.text()).toContain(sentence);
  });

  it('accepts a longer path or a query below a registered address, nothing beside it', async () => {
    const cloud = await testCloud({ redirectUris: ['https://home.example/withings'] });
    const status = async (redirectUri: string) =>
      (await fetch(authorizeUrl(cloud, { redirect_uri: redirectUri }), { redirect: 'manual' })).status;

    expect(await status('https://home.example/withings')).toBe(200);
    expect(await status('https://home.example/withings/anna?x=1')).toBe(200);
    expect(await status('https://home.example/withings-other')).toBe(400);
    expect(await status('https://home.example/withings/../other')).toBe(400);
    expect(await status('https://home.example:8443/withings')).toBe(400);
    expect(await status(REDIRECT)).toBe(400);
  });
});

describe('authorisation code', () => {
  it('works once', async () => {
    const cloud = await testCloud();
    const code = await demoCode(cloud);

    const first = await exchange(cloud, code);
    const second = await exchange(cloud, code);

    expect(first.status).toBe(0);
    expect(second).toEqual({ status: 503, body: {}, error: 'Invalid Params: invalid code' });
  });

  it('lives less than 30 seconds', async () => {
    const clock = createClock();
    const cloud = await testCloud({ clock: clock.now });
    const [early, late] = [await demoCode(cloud), await demoCode(cloud)];

    clock.forward(29);
    const inTime = await exchange(cloud, early);
    clock.forward(1);
    const tooLate = await exchange(cloud, late);

    expect([inTime.status, tooLate.status]).toEqual([0, 503]);
  });

  it('is bound to the redirect address', async () => {
    const cloud = await testCloud();

    const reply = await exchange(cloud, await demoCode(cloud), `${REDIRECT}/other`);

    expect(reply.error).toBe('Invalid Params: invalid code');
  });

  it('gives a token answer with the user id as a string', async () => {
    const cloud = await testCloud({ accessTokenSeconds: 600 });

    const { body } = await exchange(cloud, await demoCode(cloud));

    expect(body).toEqual({
      userid: String(ANNA),
      access_token: expect.stringMatching(/^[0-9a-f]{40}$/),
      refresh_token: expect.stringMatching(/^[0-9a-f]{40}$/),
      csrf_token: expect.any(String),
      scope: 'user.info,user.metrics',
      expires_in: 600,
      token_type: 'Bearer',
    });
  });

  it.each([{ client_id: 'other' }, { client_secret: 'other' }])('is refused to a wrong client: %j', async (wrong) => {
    const cloud = await testCloud();
    const code = await demoCode(cloud);

    const response = await fetch(`${cloud.url}/v2/oauth2`, {
      method: 'POST',
      body: new URLSearchParams({
        action: 'requesttoken',
        grant_type: 'authorization_code',
        redirect_uri: REDIRECT,
        code,
        ...CLIENT,
        ...wrong,
      }),
    });

    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ status: 503, error: 'Invalid Params: invalid client id/secret' });
  });
});
