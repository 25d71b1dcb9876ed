import { describe, expect, it } from 'vitest';
import type { HistoryView } from '../../src/page/api.js';
import { answeredBy, comesBack } from '../bridge/connecting-world.js';
import { ANNA, BEN } from '../demo/helpers.js';
import { loginOf, withStore } from '../stored.js';
import { openPage } from './page-client.js';
import { freePort } from './port.js';
import { subscriber, withings2mqtt, world } from './world.js';

const isDone = ({ connecting }: { readonly connecting: { readonly phase: string } | null }) =>
  connecting?.phase === 'done';

/** A bridge that nobody has connected yet, and its page. */
async function setUp({ redirectPort, more = '' }: { readonly redirectPort?: number; readonly more?: string } = {}) {
  const [port, pagePort] = [await freePort(), await freePort()];
  const here = await world({
    redirectPort: redirectPort ?? port,
    yaml: `server: { port: ${port} }\n${more}`,
    page: `{ port: ${pagePort} }`,
  });
  const seen = await subscriber(here.brokerUrl);
  const program = withings2mqtt(['run', '-c', here.config]);
  await program.prints(/the page is at/);
  return { ...here, port, program, seen, page: await openPage(pagePort) };
}

describe('connecting by the page of a bridge that runs', () => {
  it('lets a person in without a restart: the browser comes back, and values come', async () => {
    const { page, seen, data, program, port } = await setUp();
    expect(page.person('anna')).toMatchObject({ user_id: null, connecting: null, authorization: 'required' });

    const url = await page.connect('anna');
    const waiting = await page.sees('anna', ({ connecting }) => connecting?.phase === 'waiting');
    expect(waiting.connecting).toMatchObject({
      ...{ redirect_uri: `http://127.0.0.1:${port}/oauth/callback`, listens: true, replace: false },
    });
    expect(await comesBack(url)).toMatch(/^200 .*anna is authorised\. You can close this page\./);

    const connected = await page.sees('anna', isDone);
    expect(connected).toMatchObject({ user_id: String(ANNA), authorization: 'ok' });
    const filled = await page.sees('anna', ({ metrics }) => metrics.weight !== undefined);
    expect(filled.metrics.weight).toMatchObject({ value: 70.25, unit: 'kg' });
    await seen.sees('withings/anna/weight', (payload) => payload === '70.25');
    expect((await loginOf(data('.'), 'anna'))?.userId).toBe(String(ANNA));
    expect(program.output()).toContain('anna: has a new login');
    for (const secret of [new URL(url).searchParams.get('state')!, (await loginOf(data('.'), 'anna'))!.accessToken]) {
      expect(program.output()).not.toContain(secret);
    }
  });

  it('takes the address that was pasted, and says what was wrong with another', async () => {
    // Nobody listens where the browser comes back to, as on another machine.
    const { page } = await setUp({ redirectPort: await freePort() });
    const url = await page.connect('ben');
    const address = await answeredBy(BEN, url);

    const wrong = await page.post('people/ben/code', { address: 'http://127.0.0.1/' });
    const other = await page.post('people/ben/code', { address: address.replace(/state=\w+/, 'state=x') });
    const right = await page.post('people/ben/code', { address });

    expect([wrong.body.code, other.body.code]).toEqual(['not_an_address', 'other_login']);
    expect(right).toEqual({ status: 200, body: {} });
    await page.sees('ben', ({ metrics }) => metrics.weight !== undefined);
  });

  it('refuses another person with both facts, and replaces the former one when that is wanted', async () => {
    const { page, seen, data } = await setUp();
    await comesBack(await page.connect('anna'));
    await seen.sees('withings/anna/weight', (payload) => payload === '70.25');

    expect(await comesBack(await page.connect('anna'), BEN)).toMatch(/^400/);
    const refused = await page.sees('anna', ({ connecting }) => connecting?.phase === 'failed');
    expect(refused).toMatchObject({
      user_id: String(ANNA),
      connecting: { problem: { code: 'other_person', fields: { user_id: String(BEN), holder: String(ANNA) } } },
    });
    expect((await loginOf(data('.'), 'anna'))?.userId).toBe(String(ANNA));

    await comesBack(await page.connect('anna', { replace: true }), BEN);
    const replaced = await page.sees(
      'anna',
      ({ metrics, user_id }) => user_id === String(BEN) && metrics.weight?.value === 80,
    );
    expect(replaced.connecting).toMatchObject({ phase: 'done', said: [expect.stringContaining(String(ANNA))] });
    expect(replaced.metrics.height).toBeUndefined();
    await seen.sees('withings/anna/weight', (payload) => payload === '80');
    await seen.sees('withings/anna/height', (payload) => payload === '');
    expect(await withStore(data('.'), ({ people }) => people.list())).toEqual([{ userId: String(BEN), name: 'anna' }]);
  });

  it('connects two people at once, and tells who was refused', async () => {
    const { page } = await setUp();
    const [anna, ben] = await Promise.all([page.connect('anna'), page.connect('ben')]);

    await Promise.all([comesBack(ben, BEN), comesBack(anna, ANNA)]);

    const [one, two] = [await page.sees('anna', isDone), await page.sees('ben', isDone)];
    expect([one.user_id, two.user_id]).toEqual([String(ANNA), String(BEN)]);
    expect(await comesBack(await page.connect('anna', { replace: true }), BEN)).toMatch(/^400/);
    const refused = await page.sees('anna', ({ connecting }) => connecting?.phase === 'failed');
    expect(refused.connecting).toMatchObject({ problem: { code: 'person_of_another_account' } });
  });

  it('leaves a login of the command auth to its terminal, and says so in the browser', async () => {
    const { page, config } = await setUp();
    const program = withings2mqtt(['auth', 'anna', '-c', config]);
    const [url] = await program.prints(/http:\/\/\S+authorize2\S+/);
    await program.prints(/The running bridge answers there, and cannot finish this login/);
    const address = await answeredBy(ANNA, url!);

    const told = await fetch(address);
    program.process.stdin?.write(`${address}\n`);

    expect([told.status, await told.text()]).toEqual([
      400,
      expect.stringMatching(/Almost done.*Copy the address of this page/),
    ]);
    expect(await program.exit, program.output()).toBe(0);
    await page.sees('anna', ({ user_id }) => user_id === String(ANNA));
  });

  it('knows no account but those of the configuration, and no import without Home Assistant', async () => {
    const { page } = await setUp();

    expect(await page.post('people/carl/connect', {})).toMatchObject({
      status: 404,
      body: { code: 'unknown_account' },
    });
    expect(await page.post('people/anna/connect', { replace: 1 })).toMatchObject({ status: 400 });
    expect(await page.post('people/anna/history', {})).toMatchObject({
      status: 409,
      body: { code: 'import_not_configured' },
    });
    expect(await page.get<HistoryView>('people/anna/history')).toEqual({ phase: 'idle' });
  });
});
