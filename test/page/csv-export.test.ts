import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { at } from '../feeds/cloud.js';
import { reading } from '../store/samples.js';
import { archiveHouse } from './archive-house.js';

const CSV = '/api/people/anna/export.csv';
const NOON = at('2026-03-01T12:00:00Z');

describe('the archive as CSV', () => {
  it('has each reading in a line, in units and zone of the account, and a name for the file', async () => {
    const { put, get } = await archiveHouse({ units: 'us' });
    await put('measures', [
      reading('weight', NOON, 70),
      reading('fat_mass', NOON, 10),
      reading('weight', NOON + 86_400, 71),
    ]);

    const { body, headers } = await get(CSV);

    expect(headers).toMatchObject({
      ...{ 'content-type': 'text/csv; charset=utf-8' },
      'content-disposition': 'attachment; filename="withings-anna.csv"',
    });
    const [head, ...rows] = body.trimEnd().split('\r\n');
    expect(head).toMatch(/^metric,value,unit,taken,/);
    expect(rows.map((row) => row.split(',').slice(0, 4))).toEqual([
      ['fat_mass', '22.0462', 'lb', '2026-03-01T13:00:00+01:00'],
      ['weight', '154.3236', 'lb', '2026-03-01T13:00:00+01:00'],
      ['weight', '156.5282', 'lb', '2026-03-02T13:00:00+01:00'],
    ]);
  });

  it('keeps to the metrics and days that it is told', async () => {
    const { put, get } = await archiveHouse();
    await put('measures', [
      reading('weight', NOON, 70),
      reading('fat_mass', NOON, 10),
      reading('weight', NOON + 86_400, 71),
    ]);
    const rows = async (query: string) =>
      (await get(`${CSV}?${query}`)).body
        .split('\r\n')
        .slice(1, -1)
        .map((row) => row.split(',')[1]);

    expect(await rows('metrics=weight')).toEqual(['70', '71']);
    expect(await rows('metrics=weight,fat_mass&from=0001-01-01&to=2026-03-01')).toEqual(['70', '10']);
    expect(await rows('to=0001-01-01')).toEqual([]);
    expect(await rows('metrics=&from=&to=')).toHaveLength(3);
  });

  it('has what is computed where it is asked for', async () => {
    const { put, get } = await archiveHouse();
    await put('measures', [
      reading('height', NOON, 2),
      reading('weight', NOON, 80),
      reading('weight', NOON + 86_400, 82),
    ]);

    const { body } = await get(`${CSV}?metrics=bmi,weight_average_7d`);

    expect(
      body
        .trimEnd()
        .split('\r\n')
        .map((row) => row.split(',').slice(0, 5)),
    ).toEqual([
      ['metric', 'value', 'unit', 'taken', 'created'],
      ['bmi', '20', expect.any(String), '2026-03-01T13:00:00+01:00', ''],
      ['bmi', '20.5', expect.any(String), '2026-03-02T13:00:00+01:00', ''],
      ['weight_average_7d', '81', 'kg', '2026-03-02T13:00:00+01:00', ''],
    ]);
    expect((await get(CSV)).body).not.toContain('bmi');
  });

  it.each([
    ['metrics=wieght', 'unknown_metric'],
    ['from=2026-02-02&to=2026-02-01', 'bad_range'],
    ['metrics=weight&metrics=height', 'bad_request'],
  ])('refuses %s', async (query, code) => {
    const { get } = await archiveHouse();

    const { status, json } = await get(`${CSV}?${query}`);

    expect([status, json().code]).toEqual([400, code]);
  });

  it('of somebody without data is its head line', async () => {
    const { get } = await archiveHouse();

    expect((await get('/api/people/ben/export.csv')).body.split('\r\n')).toHaveLength(2);
  });

  it('is read no further when the client has gone away, or takes no more', async () => {
    const { app, house, put } = await archiveHouse();
    await put(
      'measures',
      Array.from({ length: 100 }, (_, index) => reading('weight', NOON + index)),
    );
    // An archive without an end.
    let reads = 0;
    const { readings } = house.store.states;
    house.store.states.readings = async (userId, metric, from, _to, most) => {
      reads += 1;
      const page = await readings(userId, 'weight', NOON, NOON + 100);
      return Array.from({ length: most! }, (_, index) => ({
        ...page[index % 100]!,
        metric,
        takenAt: Math.max(from, 0) + index,
      }));
    };
    const answered = new Promise<ServerResponse>((resolve) => {
      app.addHook('onRequest', async (_request, reply) => resolve(reply.raw));
    });
    await app.listen({ host: '127.0.0.1', port: 0 });
    const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
    socket.write(`GET ${CSV}?metrics=weight HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    await once(socket, 'data');
    socket.pause();
    const readsIn = async (turns: number) => {
      const before = reads;
      for (let turn = 0; turn < turns; turn++) await nextTurn();
      return reads - before;
    };

    // What the sockets hold is full at some time.
    while ((await readsIn(500)) > 0) expect(reads).toBeLessThan(5000);
    const closed = once(await answered, 'close');
    socket.destroy();
    await closed;
    expect(await readsIn(500)).toBeLessThanOrEqual(1);
  });
});
