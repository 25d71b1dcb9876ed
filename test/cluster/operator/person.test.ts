import { describe, expect, it } from 'vitest';
import type { PersonState } from '../../../src/store/person-state.js';
import { withValue } from '../../page/invented-house.js';
import { newRow } from './fake-cluster.js';
import { NOW, serveOperator } from './serve-operator.js';

const SECONDS = NOW / 1000;
const STATE: PersonState = {
  ...withValue('weight', 71.234, SECONDS - 60),
  feeds: {
    measures: { lastSuccess: SECONDS - 600, next: SECONDS + 1800, past: past('2024-01-01', false) },
    sleep: {
      lastSuccess: SECONDS - 7200,
      next: SECONDS - 5,
      lastError: 'Withings answers <503>',
      past: past('', true),
    },
    ecgs: { refused: true },
  },
};

function past(from: string, complete: boolean) {
  return { from, complete, begun: 0, recent: 0, empty: 0 };
}

const ANNA = newRow({ name: 'anna', displayName: 'Anna <3', userId: '7001', lastSync: SECONDS - 600 });
const served = (more: Partial<typeof ANNA> = {}) =>
  serveOperator({ people: [{ ...ANNA, ...more }], states: { 7001: STATE } });

const wordsOf = (body: string) =>
  body
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();

describe('the page of a person', () => {
  it('tells how far each feed has come, and what went wrong', async () => {
    const { get } = await served();

    const words = wordsOf((await get('/people/anna')).body);

    expect(words).toContain('measures 10 minutes ago in 30 minutes since 2024-01-01');
    expect(words).toContain('sleep 2 hours ago now complete Last error: Withings answers &#60;503&#62;');
    expect(words).toContain('ecgs never none none This login is not allowed to read it.');
    expect(words).toContain('Last data 10 minutes ago (2026-11-29 11:50 UTC)');
  });

  it('tells nothing of what was measured', async () => {
    const { get } = await served();

    const { body } = await get('/people/anna');

    expect(body).not.toMatch(/71|weight|Body\+/);
  });

  it('says why a login is lost, in the language in which it is known', async () => {
    const { get } = await served({ loginProblem: 'the refresh token is not valid any more' });

    expect((await get('/people/anna', { 'accept-language': 'de' })).body).toContain(
      '<dd><span lang="en">the refresh token is not valid any more</span></dd>',
    );
  });

  it('has only the buttons that mean something', async () => {
    const buttons = async (more: Partial<typeof ANNA>) => {
      const { body } = await (await served(more)).get('/people/anna');
      return [...body.matchAll(/action="[^"]*\/([^"/]*)"/g)].map(([, action]) => action);
    };

    expect(await buttons({})).toEqual(['refresh', 'invite', 'disable']);
    expect(await buttons({ userId: undefined, hasLogin: false })).toEqual(['invite', 'disable']);
    expect(await buttons({ hasLogin: false })).toEqual(['invite', 'disable']);
    expect(await buttons({ loginProblem: 'the refresh token is not valid any more' })).toEqual(['invite', 'disable']);
    expect(await buttons({ enabled: false })).toEqual(['enable']);
  });

  it.each(['/people/nobody', '/people/anna/other', '/people/', '/people/a%00b', '/people/..%2f..', '/people/%E0%A4%A'])(
    '%s is not there',
    async (url) => {
      const { get, unexpected } = await served();

      const { statusCode, body } = await get(url);

      expect(statusCode).toBe(404);
      expect(body).toContain('There is nothing here.');
      expect(unexpected).toEqual([]);
    },
  );
});

describe('an invitation', () => {
  it('is valid seven days, and its address is shown in the answer alone', async () => {
    const { post, get, cluster, lines } = await served();

    const { statusCode, body, headers } = await post('/people/anna/invite');

    expect(statusCode).toBe(200);
    expect(body).toContain('>https://clinic.example/connect/secret-1</output>');
    expect(headers['cache-control']).toBe('no-store');
    expect(cluster.invited).toEqual([['anna', 7 * 86_400_000]]);
    expect((await get('/people/anna')).body).not.toContain('secret-1');
    expect(lines).toEqual(['info anna was invited on the page']);
  });

  it('is not made for somebody who is disabled, nor for nobody', async () => {
    const { post, cluster } = await served({ enabled: false });

    expect((await post('/people/anna/invite')).headers.location).toBe('../../people/anna');
    expect((await post('/people/nobody/invite')).statusCode).toBe(404);
    expect(cluster.invited).toEqual([]);
  });
});

describe('the other buttons', () => {
  it('disable and enable, and want the turn that finds out', async () => {
    const { post, cluster, lines } = await served();

    const answer = await post('/people/anna/disable');
    expect(cluster.rows.get('anna')?.enabled).toBe(false);
    await post('/people/anna/enable');

    expect([answer.statusCode, answer.headers.location]).toEqual([303, '../../people/anna?told=disabled']);
    expect(cluster.rows.get('anna')?.enabled).toBe(true);
    expect(cluster.wanted).toEqual(['7001', '7001']);
    expect(lines).toEqual(['info anna was disabled on the page', 'info anna was enabled on the page']);
  });

  it('fetch now, where somebody is enabled and the login works', async () => {
    const all = [
      await served(),
      await served({ enabled: false }),
      await served({ userId: undefined, hasLogin: false }),
      await served({ loginProblem: 'the refresh token is not valid any more' }),
    ];

    for (const { post } of all) expect((await post('/people/anna/refresh')).statusCode).toBe(303);

    expect(all.map(({ refreshed }) => refreshed)).toEqual([['anna'], [], [], []]);
  });

  it('do nothing when a link leads there', async () => {
    const { get, cluster } = await served();

    for (const action of ['invite', 'disable', 'refresh']) {
      expect((await get(`/people/anna/${action}`)).statusCode).toBe(404);
    }
    expect([cluster.invited, cluster.wanted]).toEqual([[], []]);
  });
});
