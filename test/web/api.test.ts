import { describe, expect, it } from 'vitest';
import { createApi, Refused } from '../../web/api.js';

/** An API whose server answers so. */
function api(status: number, body: string) {
  const sent: { path: string; method: string | undefined; body: unknown; headers: unknown }[] = [];
  let signedOut = 0;
  const send = async (path: unknown, options: RequestInit = {}) => {
    sent.push({ path: String(path), method: options.method, body: options.body, headers: options.headers });
    return new Response(body, { status });
  };
  const made = createApi(send, () => {
    signedOut++;
  });
  return { made, sent, signedOut: () => signedOut };
}

describe('what the page asks of its server', () => {
  it('goes to relative addresses, as JSON, with names as one part of the path', async () => {
    const { made, sent } = api(200, '{"url":"https://example.com/"}');
    expect(await made.connect('a/../b', true)).toEqual({ url: 'https://example.com/' });
    await made.state();
    expect(sent).toEqual([
      {
        path: 'api/people/a%2F..%2Fb/connect',
        method: 'POST',
        body: '{"replace":true}',
        headers: { 'content-type': 'application/json' },
      },
      { path: 'api/state', method: 'GET', body: undefined, headers: undefined },
    ]);
  });

  it('may be refused, with the reason', async () => {
    const { made, signedOut } = api(409, '{"code":"expired","error":"Too late."}');
    await expect(made.paste('anna', 'x')).rejects.toMatchObject({ status: 409, problem: { code: 'expired' } });
    expect(signedOut()).toBe(0);
  });

  it('may be answered by a proxy, in its own words', async () => {
    const { made } = api(502, '<html>Bad Gateway</html>');
    const error = await made.refresh('anna').catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Refused);
    expect(error).toMatchObject({ status: 502, problem: { code: 'internal' } });
  });

  it('tells when the session is over; the state does not, whose caller sees it', async () => {
    const { made, signedOut } = api(401, '{"code":"sign_in","error":"Sign in."}');
    await expect(made.state()).rejects.toThrow();
    expect(signedOut()).toBe(0);
    await expect(made.refresh('anna')).rejects.toThrow();
    expect(signedOut()).toBe(1);
  });
});
