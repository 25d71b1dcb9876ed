import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { StoreError } from '../../../src/store/errors.js';
import { TransportError } from '../../../src/withings/errors.js';
import { newRow } from './fake-cluster.js';
import { OWN, serveOperator } from './serve-operator.js';

const ANNA = newRow({ name: 'anna', displayName: 'Anna <3', userId: '7001' });
const served = (more: Partial<typeof ANNA> = {}) => serveOperator({ people: [{ ...ANNA, ...more }] });
const AWAY = new TransportError('no connection to Withings <503>');

describe('removing a person', () => {
  it('is asked for once more, says what goes, and does nothing by itself', async () => {
    const { get, removed, lines } = await served();

    const person = await get('/people/anna');
    const { statusCode, body } = await get('/people/anna/remove');

    expect(person.body).toContain('href="../people/anna/remove"');
    expect(statusCode).toBe(200);
    expect(body).toContain('<h1>Remove Anna &#60;3</h1>');
    for (const words of ['the login, and the notifications, at Withings', 'every reading', 'topics on the broker']) {
      expect(body).toContain(words);
    }
    expect(body).toContain('This cannot be undone.');
    expect(body).toContain('To remove, type the name: anna');
    expect(body).not.toContain('name="force"');
    expect([removed, lines]).toEqual([[], []]);
  });

  it('says no more than what there is to go', async () => {
    const { get } = await served({ userId: undefined, hasLogin: false });

    const { body } = await get('/people/anna/remove');

    expect([...body.matchAll(/<li>/g)]).toHaveLength(1);
  });

  it('is done when the name was typed, and leads to the list', async () => {
    const { post, get, removed, lines } = await served();

    const answer = await post('/people/anna/remove', { confirm: ' anna ' });

    expect([answer.statusCode, answer.headers.location]).toEqual([303, '../../?told=removed']);
    expect(removed).toEqual([['anna', false]]);
    expect((await get('/?told=removed')).body).toContain('the login and notifications at Withings have ended, too.');
    expect((await get('/people/anna')).statusCode).toBe(404);
    expect(lines).toEqual(['info anna was removed on the page']);
  });

  it.each(['', 'Anna', 'ann', 'anna\0', 'on'])('does nothing where %j was typed', async (confirm) => {
    const { post, removed } = await served();

    const { statusCode, body } = await post('/people/anna/remove', { confirm, force: 'yes' });

    expect(statusCode).toBe(400);
    expect(body).toContain('That is not the name. Nothing was removed.');
    expect(removed).toEqual([]);
  });

  it('says what Withings has said where the login stays there, and offers to do without', async () => {
    const { post, get, lines } = await serveOperator({
      people: [ANNA],
      options: { remove: (_, force) => (force ? Promise.resolve(AWAY) : Promise.reject(AWAY)) },
    });

    const stays = await post('/people/anna/remove', { confirm: 'anna' });
    const forced = await post('/people/anna/remove', { confirm: 'anna', force: 'yes' });

    expect(stays.statusCode).toBe(502);
    expect(stays.body).toContain('<p lang="en">no connection to Withings &#60;503&#62;</p>');
    expect(stays.body).toContain('<input id="force" name="force" type="checkbox" value="yes"');
    expect(forced.headers.location).toBe('../../?told=removedHere');
    expect((await get('/?told=removedHere')).body).toContain('Removed here. Withings lets this application in');
    expect(lines).toEqual([
      'info anna was not removed on the page: no connection to Withings <503>',
      'info anna was removed on the page, and not at Withings: no connection to Withings <503>',
    ]);
  });

  it('may take longer than anything else that a browser waits for', async () => {
    const remove = async () => {
      await pause(1200);
      return 'ended' as const;
    };
    const patience = { requestMilliseconds: 500, idleMilliseconds: 500 };
    const { listen } = await serveOperator({ people: [ANNA], options: { remove, patience } });
    const base = await listen();

    const { status, headers } = await fetch(`${base}/people/anna/remove`, {
      ...{ method: 'POST', redirect: 'manual', headers: { origin: base } },
      body: new URLSearchParams({ confirm: 'anna' }),
    });

    expect([status, headers.get('location')]).toEqual([303, '../../?told=removed']);
  });

  it('says of a store that does not answer no more than that', async () => {
    const remove = () => Promise.reject(new StoreError('postgres://db.internal is away'));
    const { post } = await serveOperator({ people: [ANNA], options: { remove } });

    const { statusCode, body } = await post('/people/anna/remove', { confirm: 'anna' });

    expect([statusCode, body.includes('db.internal')]).toEqual([503, false]);
  });

  it('is done in the file for those who stand there, as their page says', async () => {
    const { get, post, removed } = await served({ fromFile: true });

    const [form, sent] = [await get('/people/anna/remove'), await post('/people/anna/remove', { confirm: 'anna' })];

    expect([form.headers.location, sent.headers.location]).toEqual(['../../people/anna', '../../people/anna']);
    expect(removed).toEqual([]);
    const { body } = await get('/people/anna', { 'accept-language': 'de' });
    expect(body).toContain('withings2mqtt accounts remove anna aufrufen');
    expect(body).not.toContain('/remove"');
  });

  it('of nobody is not there, nor for another site', async () => {
    const { get, post, removed } = await served();

    expect((await get('/people/carl/remove')).statusCode).toBe(404);
    expect((await post('/people/carl/remove', { confirm: 'carl' })).statusCode).toBe(404);
    expect(
      (await post('/people/anna/remove', { confirm: 'anna' }, { origin: 'https://evil.example' })).statusCode,
    ).toBe(403);
    expect(
      (await post('/people/anna/remove', { confirm: 'anna' }, { ...OWN, 'sec-fetch-site': 'same-site' })).statusCode,
    ).toBe(403);
    expect(removed).toEqual([]);
  });
});
