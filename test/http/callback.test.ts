import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { addCallback, type CallbackAnswer, readAnswer } from '../../src/http/callback.js';
import { startCallback } from '../../src/http/callback-listener.js';
import { VISIT_TEXTS } from '../../src/http/callback-texts.js';
import { LandingError } from '../../src/http/landing-error.js';
import { createHttp, listen } from '../../src/http/server.js';
import { PROBLEM_CODES } from '../../src/page/api.js';

const STATE = 'a-state-of-this-login';

async function waitForBrowser(onAnswer: (answer: CallbackAnswer) => Promise<string> = async () => 'anna is in') {
  const answers: CallbackAnswer[] = [];
  const { port, close } = await startCallback({
    host: '127.0.0.1',
    port: 0,
    paths: ['/withings/oauth/callback', '/oauth/callback', '/callback'],
    async onVisit(query) {
      const answer = readAnswer(query, STATE);
      if ('ignored' in answer) throw new Error(answer.ignored);
      answers.push(answer);
      return onAnswer(answer);
    },
  });
  onTestFinished(close);
  const url = `http://127.0.0.1:${port}/oauth/callback`;
  const come = (query: Record<string, string>, method = 'GET', headers: Record<string, string> = {}) =>
    fetch(`${url}?${new URLSearchParams(query)}`, { method, headers });
  return { url, answers, come };
}

describe('the callback of a login', () => {
  it('hands the code on, and shows what came of it', async () => {
    const { come, answers } = await waitForBrowser();

    const page = await come({ code: 'c-1', state: STATE });

    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toMatch(/^text\/html/);
    expect(await page.text()).toContain('anna is in');
    expect(answers).toEqual([{ code: 'c-1' }]);
  });

  it.each([
    ['another state', { code: 'c-1', state: 'another' }, /other_login/],
    ['no state', { code: 'c-1' }, /other_login/],
    ['a state that begins like ours', { code: 'c-1', state: `${STATE}x` }, /other_login/],
    ['a denial of another login', { error: 'access_denied', state: 'another' }, /other_login/],
    ['the state alone, as the authorise page itself has it', { state: STATE }, /no_code/],
  ])('answers %s with a page, and hands nothing on', async (_, query, words) => {
    const { come, answers } = await waitForBrowser();

    const page = await come(query as unknown as Record<string, string>);

    expect(page.status).toBe(400);
    expect(await page.text()).toMatch(words);
    expect(answers).toEqual([]);
  });

  it.each([
    ['sec-purpose', 'prefetch'],
    ['sec-purpose', 'prefetch;prerender'],
    ['purpose', 'prefetch'],
    ['x-moz', 'prefetch'],
    ['x-purpose', 'preview'],
  ])('uses nothing up for a browser that loads ahead (%s: %s), and works when it is opened', async (name, value) => {
    const { come, answers } = await waitForBrowser();

    const ahead = await come({ code: 'c-1', state: STATE }, 'GET', { [name]: value });
    const before = [...answers];
    const opened = await come({ code: 'c-1', state: STATE });

    expect([ahead.status, before]).toEqual([503, []]);
    expect(ahead.headers.get('cache-control')).toBe('no-store');
    expect([opened.status, answers]).toEqual([200, [{ code: 'c-1' }]]);
  });

  it.each(['/withings/oauth/callback', '/oauth/callback', '/callback', '/callback/'])(
    'is there at %s',
    async (path) => {
      const { url, answers } = await waitForBrowser();

      const page = await fetch(new URL(`${path}?code=c-1&state=${STATE}`, url));

      expect(page.status).toBe(200);
      expect(answers).toEqual([{ code: 'c-1' }]);
    },
  );

  it('is kept by no browser, and its address goes nowhere', async () => {
    const { come } = await waitForBrowser();

    const { headers } = await come({ code: 'c-1', state: STATE });

    expect([headers.get('cache-control'), headers.get('referrer-policy')]).toEqual(['no-store', 'no-referrer']);
  });

  it.each(['GET', 'HEAD'])('allows nothing that it does not have itself, on %s', async (method) => {
    const { come } = await waitForBrowser();

    const { headers } = await come({ code: 'c-1', state: STATE }, method);

    expect(headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/]+=*'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'$/,
    );
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('escapes what it shows', async () => {
    const { come } = await waitForBrowser(async (answer) => {
      if ('problem' in answer) throw new Error(answer.problem);
      return '<b>"anna" & ben</b>';
    });

    const good = await (await come({ code: 'c-1', state: STATE })).text();
    const bad = await (await come({ error: '<script>alert(1)</script>', state: STATE })).text();

    expect(good).toContain('&#60;b&#62;&#34;anna&#34; &#38; ben&#60;/b&#62;');
    expect(bad).not.toContain('<script');
    expect(bad).toContain('&#60;script&#62;');
  });

  it('does not use a code up for a HEAD, which only looks whether the page is there', async () => {
    const { come, answers } = await waitForBrowser();

    const looked = await come({ code: 'c-1', state: STATE }, 'HEAD');

    expect(looked.status).toBe(200);
    expect(answers).toEqual([]);
  });

  it.each([
    ['POST', '/oauth/callback'],
    ['GET', '/oauth'],
    ['GET', '/'],
    ['GET', '/health'],
    ['GET', '/other/callback'],
    ['GET', '/__proto__'],
  ])('knows nothing else: %s %s', async (method, path) => {
    const { url, answers } = await waitForBrowser();

    const answer = await fetch(new URL(path, url), { method });

    expect(answer.status).toBe(404);
    expect(await answer.text()).toBe('not found\n');
    expect(answers).toEqual([]);
  });
});

describe('what a person reads', () => {
  const visit = async (language: string, onAnswer: () => Promise<string>) => {
    const { come } = await waitForBrowser(onAnswer);
    return (await come({ code: 'c-1', state: STATE }, 'GET', { 'accept-language': language })).text();
  };
  const fails =
    (...what: ConstructorParameters<typeof LandingError>) =>
    () =>
      Promise.reject(new LandingError(...what));

  it('is in the language of the browser, light or dark, with the style that the policy allows', async () => {
    const german = await visit('de-AT,de;q=0.9', async () => 'anna');
    const english = await visit('fr', async () => 'anna');

    expect(german).toMatch(/<html lang="de">.*<h1>Fertig<\/h1><p>anna ist verbunden\./s);
    expect(english).toMatch(/<html lang="en">.*<h1>Done<\/h1><p>anna is authorised\./s);
    expect(german).toContain('prefers-color-scheme:dark');
    const { come } = await waitForBrowser();
    const answer = await come({ code: 'c-1', state: STATE });
    const [, style = ''] = (await answer.text()).match(/<style>(.*)<\/style>/s) ?? [];
    const hash = createHash('sha256').update(style).digest('base64');
    expect(answer.headers.get('content-security-policy')).toContain(`'sha256-${hash}'`);
  });

  it('beside a terminal that waits for the address is what to do with it', async () => {
    const almost = fails('almost', 'Nobody waits here.');
    expect(await visit('en', almost)).toMatch(/<h1>Almost done<\/h1><p>Copy the address of this page/);
    expect(await visit('de', almost)).toMatch(/<h1>Fast fertig<\/h1><p>Kopiere die ganze Adresse/);
  });

  it('of a reason without words of its own is the English one, and said to be English', async () => {
    const failed = fails('failed', 'Withings <did> that.', { account: 'anna' });
    expect(await visit('de', failed)).toMatch(
      /<h1>anna ist nicht verbunden<\/h1><p lang="en">Withings &#60;did&#62; that\.<\/p>/,
    );
    expect(await visit('en', failed)).toMatch(/<h1>anna is not authorised<\/h1>/);
  });

  it('has the same reasons in both languages, or in the other one the sentence of the error', () => {
    const { de, en } = VISIT_TEXTS;
    expect(Object.keys(en.why).filter((code) => !Object.hasOwn(de.why, code))).toEqual([]);
    const problems: readonly string[] = PROBLEM_CODES;
    expect(Object.keys(de.why).filter((code) => !Object.hasOwn(en.why, code) && !problems.includes(code))).toEqual([]);
  });
});

describe('an answer that takes its time', () => {
  it('is waited for, though nothing is said on the line', async () => {
    const server = await createHttp({ patience: { requestMilliseconds: 200, idleMilliseconds: 150 } });
    const slow = () => sleep(600).then(() => 'anna is in');
    addCallback(server, { paths: ['/cb'], onVisit: slow });
    const { port, close } = await listen(server, { host: '127.0.0.1', port: 0 });
    onTestFinished(close);

    const page = await fetch(`http://127.0.0.1:${port}/cb?state=1&code=2`);

    expect(await page.text()).toContain('anna is in');
  });
});

describe('readAnswer', () => {
  const read = (query: Record<string, string>) => readAnswer(new URLSearchParams(query), STATE);

  it.each([
    ['a denial', { error: 'access_denied', state: STATE }, /choose Allow/, true],
    ['another error', { error: 'server_error', state: STATE }, /server_error/, false],
  ])('tells what is wrong with %s', (_, query, sentence, denied) => {
    expect(read(query)).toEqual({ problem: expect.stringMatching(sentence), denied });
  });

  it.each([
    ['no code', { state: STATE }, 'no_code'],
    ['an empty code', { code: '', state: STATE }, 'no_code'],
    ['an empty state', { code: 'c', state: '' }, 'other_login'],
    ['an error of another login', { error: 'access_denied', state: 'x' }, 'other_login'],
  ])('lets %s decide nothing', (_, query, ignored) => {
    expect(read(query)).toEqual({ ignored });
  });

  it('keeps a long error short', () => {
    const answer = read({ error: 'x'.repeat(10_000), state: STATE });

    expect('problem' in answer && answer.problem.length).toBeLessThan(150);
  });
});
