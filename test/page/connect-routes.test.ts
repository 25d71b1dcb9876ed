import { fastify } from 'fastify';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { HistoryView } from '../../src/page/api.js';
import { addConnecting } from '../../src/page/connect-routes.js';
import { addHistory } from '../../src/page/history-routes.js';
import type { House } from '../../src/page/house.js';
import { PageError } from '../../src/page/page-error.js';

/** The routes alone, in front of a house that notes what it is asked. */
async function setUp() {
  const asked: unknown[] = [];
  const world: { refusal: PageError | undefined; view: HistoryView } = { refusal: undefined, view: { phase: 'idle' } };
  const house = {
    config: { accounts: [{ name: 'anna' }] },
    connecting: {
      async start(account: string, options: object) {
        asked.push(['start', account, options]);
        if (world.refusal) throw world.refusal;
        return { url: 'https://account.withings.com/x' };
      },
      async paste(account: string, address: string) {
        asked.push(['paste', account, address]);
        if (world.refusal) throw world.refusal;
      },
      of: () => null,
    },
    imports: {
      async start(account: string) {
        asked.push(['import', account]);
        if (world.refusal) throw world.refusal;
        world.view = { phase: 'running', done: 0, all: 0, at: null };
      },
      of: () => world.view,
    },
  } as unknown as House;
  const app = fastify();
  app.setErrorHandler((error: Error, _request, reply) =>
    error instanceof PageError ? reply.code(error.status).send(error.problem) : reply.code(500).send(String(error)),
  );
  addConnecting(app, house);
  addHistory(app, house);
  onTestFinished(() => app.close());
  const post = async (url: string, payload?: object | string) => {
    const headers = { 'content-type': 'application/json' };
    const answer = await app.inject({
      method: 'POST',
      url: `/api/people/${url}`,
      headers,
      ...(payload && { payload }),
    });
    return { status: answer.statusCode, body: answer.json<unknown>() };
  };
  const get = async (url: string) => {
    const answer = await app.inject({ method: 'GET', url: `/api/people/${url}` });
    return { status: answer.statusCode, body: answer.json<unknown>() };
  };
  return { asked, world, post, get };
}

describe('POST /api/people/<account>/connect', () => {
  it('answers the address at Withings', async () => {
    const { post, asked } = await setUp();

    expect(await post('anna/connect', {})).toEqual({ status: 200, body: { url: 'https://account.withings.com/x' } });
    await post('anna/connect', { replace: true });

    expect(asked).toEqual([
      ['start', 'anna', { replace: false }],
      ['start', 'anna', { replace: true }],
    ]);
  });

  it.each([{ replace: 'yes' }, { replace: true, more: 1 }, [], '"text"', 'null'])(
    'is refused with another body: %j',
    async (body) => {
      const { post, asked } = await setUp();

      const { status, body: problem } = await post('anna/connect', body);

      expect([status, asked]).toEqual([400, []]);
      expect(problem).toMatchObject({ code: 'bad_request' });
    },
  );

  it('tells of a problem as it is', async () => {
    const { post, world } = await setUp();
    world.refusal = new PageError(502, 'redirect_uri', 'Withings does not accept it.', { redirect_uri: 'http://x' });

    expect(await post('anna/connect', {})).toEqual({
      status: 502,
      body: { code: 'redirect_uri', error: 'Withings does not accept it.', fields: { redirect_uri: 'http://x' } },
    });
  });
});

describe('POST /api/people/<account>/code', () => {
  it('hands the address on, and answers when the login is kept', async () => {
    const { post, asked } = await setUp();

    expect(await post('anna/code', { address: 'http://localhost/?code=1&state=2' })).toEqual({ status: 200, body: {} });
    expect(asked).toEqual([['paste', 'anna', 'http://localhost/?code=1&state=2']]);
  });

  it.each([{}, { address: '' }, { address: 7 }, { address: 'x'.repeat(5000) }, { address: 'x', more: 1 }])(
    'is refused with another body: %j',
    async (body) => {
      const { post, asked } = await setUp();

      expect(await post('anna/code', body)).toMatchObject({ status: 400, body: { code: 'bad_request' } });
      expect(asked).toEqual([]);
    },
  );

  it('repeats nothing of what was pasted', async () => {
    const { post } = await setUp();

    const { body } = await post('anna/code', { address: ['code=secret-code'] });

    expect(JSON.stringify(body)).not.toContain('secret-code');
  });
});

describe('/api/people/<account>/history', () => {
  it('begins, and tells how far it is', async () => {
    const { post, get } = await setUp();

    const before = await get('anna/history');
    const begun = await post('anna/history', {});

    expect(before).toEqual({ status: 200, body: { phase: 'idle' } });
    expect(begun).toEqual({ status: 202, body: { phase: 'running', done: 0, all: 0, at: null } });
    expect(await get('anna/history')).toEqual({ status: 200, body: begun.body });
  });

  it('knows the accounts of the configuration only, and no body', async () => {
    const { post, get, asked } = await setUp();

    expect(await get('carl/history')).toMatchObject({ status: 404, body: { code: 'unknown_account' } });
    expect(await get('..%2Fanna/history')).toMatchObject({ status: 404, body: { code: 'unknown_account' } });
    expect(await post('anna/history', { since: '2020-01-01' })).toMatchObject({ status: 400 });
    expect(asked).toEqual([]);
  });

  it('tells why it cannot begin', async () => {
    const { post, world } = await setUp();
    world.refusal = new PageError(409, 'import_running', 'It runs.');

    expect(await post('anna/history', {})).toEqual({
      status: 409,
      body: { code: 'import_running', error: 'It runs.' },
    });
  });
});
