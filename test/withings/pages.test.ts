import { describe, expect, it } from 'vitest';
import { TransportError } from '../../src/withings/errors.js';
import { pagedRows } from '../../src/withings/pages.js';
import { failureOf } from './support.js';

const SITE = { endpoint: '/v2/sleep', action: 'getsummary' };

const SERIES = { key: 'series', isRow: (row: object) => 'id' in row };
const row = (id: number) => ({ id });

/** Reads pages until there are no more; what was asked for and what came. */
function reader(...pages: unknown[]) {
  const offsets: unknown[] = [];
  const rows: unknown[] = [];
  const call = async ({ params }: { params: Readonly<Record<string, unknown>> }) => {
    expect(params.data_fields).toBe('a,b');
    offsets.push(params.offset);
    return pages[Math.min(offsets.length, pages.length) - 1];
  };
  const read = async () => {
    for await (const page of pagedRows(call, SITE, { data_fields: 'a,b' }, SERIES)) rows.push(...page.rows);
  };
  return { offsets, rows, read };
}

describe('pagedRows', () => {
  it("follows the server's offset, whatever it is, and stops when there is no more", async () => {
    const { offsets, rows, read } = reader(
      { series: [row(1), row(2)], more: true, offset: 300 },
      { series: [row(3)], more: 1, offset: '777' },
      { series: [row(4)], more: false, offset: 0 },
    );

    await read();

    expect(offsets).toEqual([undefined, 300, 777]);
    expect(rows).toEqual([1, 2, 3, 4].map(row));
  });

  it.each([
    ['no more', { series: [row(1)] }],
    ['more: 0', { series: [row(1)], more: 0, offset: 200 }],
    ['more: null', { series: [row(1)], more: null }],
  ])('reads one page with %s', async (_, body) => {
    const { offsets, read } = reader(body);

    await read();

    expect(offsets).toHaveLength(1);
  });

  it.each([[[]], [null], [undefined], [{}], [{ series: [] }], [{ series: {} }], [{ series: null }]])(
    'has no rows in %j',
    async (body) => {
      const { rows, read } = reader(body);

      await read();

      expect(rows).toEqual([]);
    },
  );

  it.each([
    ['text for a body', 'text', /getsummary with text where the body should be/],
    ['a list for a body', [row(1)], /with a list of something else where the body should be/],
    ['text for rows', { series: 'x' }, /getsummary with text where series should be/],
    ['an object of something else', { series: { code: 7 } }, /with another object where series should be/],
  ])('fails at %s, on whatever page', async (_, body, words) => {
    const first = { series: [row(1)], more: true, offset: 1 };

    for (const pages of [[body], [first, body]]) {
      const error = await failureOf(reader(...pages).read());
      expect(error).toBeInstanceOf(TransportError);
      expect(error).toMatchObject(SITE);
      expect(error.message).toMatch(words);
    }
  });

  it.each([
    ['the same offset for ever', { series: [row(1)], more: true, offset: 300 }, 2],
    ['no offset', { series: [row(1)], more: true }, 1],
    ['an offset of 0', { series: [row(1)], more: true, offset: 0 }, 1],
    ['a negative offset', { series: [row(1)], more: true, offset: -5 }, 1],
    ['an offset that is no number', { series: [row(1)], more: true, offset: 'next' }, 1],
  ])('stops, and says so, at %s', async (_, body, calls) => {
    const { offsets, read } = reader(body);

    const error = await failureOf(read());

    expect(error).toBeInstanceOf(TransportError);
    expect(error).toMatchObject(SITE);
    expect(error.message).toMatch(/more series of getsummary, but no way on/);
    expect(offsets).toHaveLength(calls);
  });

  it('stops at an endless list', async () => {
    let offset = 0;
    const call = async () => ({ series: [], more: true, offset: ++offset });
    const read = async () => {
      for await (const _ of pagedRows(call, SITE, {}, SERIES));
    };

    const error = await failureOf(read());

    expect(error).toBeInstanceOf(TransportError);
    expect(error.message).toBe('Withings offers more than 2000 pages of getsummary');
    expect(offset).toBe(2000);
  });
});
