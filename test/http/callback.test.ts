import { describe, expect, it, onTestFinished } from 'vitest';
import { type CallbackAnswer, readAnswer, startCallback } from '../../src/http/callback.js';

const STATE = 'a-state-of-this-login';

async function waitForBrowser(onAnswer: (answer: CallbackAnswer) => Promise<string> = async () => 'anna is in') {
  const answers: CallbackAnswer[] = [];
  const { port, close } = await startCallback({
    host: '127.0.0.1',
    port: 0,
    path: '/oauth/callback',
    state: STATE,
    onAnswer(answer) {
      answers.push(answer);
      return onAnswer(answer);
    },
  });
  onTestFinished(close);
  const url = `http://127.0.0.1:${port}/oauth/callback`;
  const come = (query: Record<string, string>, method = 'GET') =>
    fetch(`${url}?${new URLSearchParams(query)}`, { method });
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

  it('hands nothing on when the state is another, and waits on', async () => {
    const { come, answers } = await waitForBrowser();
    const strangers: Record<string, string>[] = [
      { code: 'c-1', state: 'another' },
      { code: 'c-1' },
      { code: 'c-1', state: `${STATE}x` },
      { error: 'access_denied', state: '' },
    ];

    const pages = await Promise.all(strangers.map((query) => come(query)));
    const mine = await come({ code: 'c-2', state: STATE });

    expect(pages.map(({ status }) => status)).toEqual([400, 400, 400, 400]);
    expect(await pages[0]?.text()).toContain('another login');
    expect(mine.status).toBe(200);
    expect(answers).toEqual([{ code: 'c-2' }]);
  });

  it('shows each visit what it led to: a second use is one that failed', async () => {
    let used = false;
    const { come } = await waitForBrowser(async () => {
      if (used) throw new Error('This login has been used already.');
      used = true;
      return 'anna is in';
    });

    const first = await come({ code: 'c-1', state: STATE });
    const second = await come({ code: 'c-1', state: STATE });

    expect([first.status, second.status]).toEqual([200, 400]);
    expect(await second.text()).toContain('used already');
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
  ])('knows nothing else: %s %s', async (method, path) => {
    const { url, answers } = await waitForBrowser();

    const answer = await fetch(new URL(path, url), { method });

    expect(answer.status).toBe(404);
    expect(await answer.text()).toBe('not found\n');
    expect(answers).toEqual([]);
  });
});

describe('readAnswer', () => {
  const read = (query: Record<string, string>) => readAnswer(new URLSearchParams(query), STATE);

  it.each([
    ['a denial', { error: 'access_denied', state: STATE }, /choose Allow/],
    ['another error', { error: 'server_error', state: STATE }, /server_error/],
    ['no code', { state: STATE }, /no code/],
    ['an empty code', { code: '', state: STATE }, /no code/],
  ])('tells what is wrong with %s', (_, query, sentence) => {
    expect(read(query)).toEqual({ problem: expect.stringMatching(sentence) });
  });

  it.each([{ code: 'c', state: '' }, { code: 'c' }, { error: 'access_denied', state: 'x' }])(
    'takes %j for an answer to another login',
    (query: Record<string, string>) => {
      expect(read(query)).toBeUndefined();
    },
  );

  it('keeps a long error short', () => {
    const answer = read({ error: 'x'.repeat(10_000), state: STATE });

    expect(answer && 'problem' in answer && answer.problem.length).toBeLessThan(150);
  });
});
