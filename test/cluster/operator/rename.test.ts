import { describe, expect, it } from 'vitest';
import { newRow } from './fake-cluster.js';
import { OWN, serveOperator } from './serve-operator.js';

const ANNA = newRow({ name: 'anna', displayName: 'Anna', userId: '7001', units: 'uk' });
const served = (more: Partial<typeof ANNA> = {}) =>
  serveOperator({ people: [{ ...ANNA, ...more }, newRow({ name: 'ben' })] });

describe('renaming a person', () => {
  it('asks for the new name, does it, and leads to the page of that name', async () => {
    const { get, post, cluster, lines } = await served();

    const form = await get('/people/anna/rename');
    const answer = await post('/people/anna/rename', { name: ' anne ' });

    expect([form.statusCode, form.body.includes('name="name" value="anna"')]).toEqual([200, true]);
    expect([answer.statusCode, answer.headers.location]).toEqual([303, '../../people/anne?told=renamed']);
    expect(cluster.rows.get('anne')).toEqual({ ...ANNA, name: 'anne', displayName: 'Anne' });
    expect([...cluster.rows.keys()].sort()).toEqual(['anne', 'ben']);
    expect(cluster.wanted).toEqual(['7001']);
    expect((await get('/people/anne?told=renamed')).body).toContain('Renamed. The topics follow in a moment.');
    expect(lines).toEqual(['info anne was renamed on the page, and was anna']);
  });

  it('keeps a display name that says more than the name', async () => {
    const { post, cluster } = await served({ displayName: 'Anna Maria' });

    await post('/people/anna/rename', { name: 'anne' });

    expect(cluster.rows.get('anne')?.displayName).toBe('Anna Maria');
  });

  it('is nothing where the name is the same', async () => {
    const { post, lines } = await served();

    expect((await post('/people/anna/rename', { name: 'anna' })).headers.location).toBe('../../people/anna');
    expect(lines).toEqual([]);
  });

  it.each([
    ['', 'Not a name that an account can have'],
    ['Anne', 'Not a name that an account can have'],
    ['device', 'Not a name that an account can have'],
    ['x'.repeat(101), 'Not a name that an account can have'],
    ['a\0b', 'Not a name that an account can have'],
    ['ben', 'There is an account of this name already'],
    ['<b>"', 'Not a name that an account can have'],
  ])('refuses %j, says why, and keeps what was typed', async (name, why) => {
    const { post, cluster } = await served();

    const { statusCode, body } = await post('/people/anna/rename', { name });

    expect(statusCode).toBe(400);
    expect(body).toContain(why);
    expect(body).toContain('aria-invalid="true"');
    expect(body).not.toContain('<b>"');
    expect([...cluster.rows.keys()]).toEqual(['anna', 'ben']);
  });

  it('says what to do where somebody without an account is kept under the name', async () => {
    const rename = async () => ({ kind: 'taken', userId: '7009' }) as const;
    const { post } = await serveOperator({ people: [ANNA], options: { rename } });

    const { statusCode, body } = await post('/people/anna/rename', { name: 'carl' });

    expect([statusCode, body.includes('7009')]).toEqual([400, false]);
    expect(body).toContain('First: withings2mqtt accounts rename, or accounts remove.');
  });

  it('is done in the file for those who stand there, as their page says', async () => {
    const { get, post, cluster } = await served({ fromFile: true });

    const [form, sent] = [await get('/people/anna/rename'), await post('/people/anna/rename', { name: 'anne' })];

    expect([form.headers.location, sent.headers.location]).toEqual(['../../people/anna', '../../people/anna']);
    expect([...cluster.rows.keys()]).toEqual(['anna', 'ben']);
    const { body } = await get('/people/anna');
    expect(body).toContain('withings2mqtt accounts rename anna ANOTHER');
    expect(body).not.toContain('/rename"');
  });

  it('of nobody is not there, nor for another site', async () => {
    const { get, post, cluster } = await served();

    expect((await get('/people/carl/rename')).statusCode).toBe(404);
    expect((await post('/people/carl/rename', { name: 'dora' })).statusCode).toBe(404);
    const elsewhere = { ...OWN, 'sec-fetch-site': 'cross-site' };
    expect((await post('/people/anna/rename', { name: 'anne' }, elsewhere)).statusCode).toBe(403);
    expect([...cluster.rows.keys()]).toEqual(['anna', 'ben']);
  });
});
