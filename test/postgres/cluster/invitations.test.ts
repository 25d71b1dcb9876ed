import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { account, openWorld, type TestBridge, type World } from './world.js';

const WEEK = 7 * 86_400_000;

let world: World;
let one: TestBridge;

beforeEach(async () => {
  world = await openWorld();
  one = await world.bridge('one', { off: 400 * 86_400_000 });
  await one.accounts.add(account('anna'));
});
afterEach(() => world.close());

describe('an invitation', () => {
  it('leads to its account until it is used', async () => {
    const { invitations } = one;
    const secret = await invitations.make('anna', WEEK);
    expect(secret).toMatch(/^[\w-]{32}$/);
    expect(await invitations.look(secret)).toBe('anna');
    expect(await invitations.look('another')).toBeUndefined();
    expect(await invitations.begin(secret, 'state 1')).toBe(true);
    expect(await invitations.redeem('state 1')).toBe('anna');
    expect(await invitations.redeem('state 1')).toBeUndefined();
    expect(await invitations.look(secret)).toBe('anna');
    await invitations.use('anna');
    expect(await invitations.look(secret)).toBeUndefined();
    expect(await invitations.begin(secret, 'state 2')).toBe(false);
  });

  it('goes by the last browser', async () => {
    const { invitations } = one;
    const secret = await invitations.make('anna', WEEK);
    await invitations.begin(secret, 'first');
    await invitations.begin(secret, 'second');
    expect(await invitations.redeem('first')).toBeUndefined();
    expect(await invitations.redeem('second')).toBe('anna');
  });

  it('is redeemed once, however many ask at once', async () => {
    const { invitations } = one;
    await invitations.begin(await invitations.make('anna', WEEK), 'state');
    const answers = await Promise.all(Array.from({ length: 8 }, () => invitations.redeem('state')));
    expect(answers.filter((answer) => answer !== undefined)).toEqual(['anna']);
  });

  it('is void after another one, and when its time is over', async () => {
    const { invitations } = one;
    const [former, secret] = [await invitations.make('anna', WEEK), await invitations.make('anna', WEEK)];
    expect(await invitations.look(former)).toBeUndefined();
    await invitations.begin(secret, 'state');
    await world.sql.run("update invitation set valid_until = clock_timestamp() - interval '1 ms'");
    expect(await invitations.look(secret)).toBeUndefined();
    expect(await invitations.begin(secret, 'state')).toBe(false);
    expect(await invitations.redeem('state')).toBeUndefined();
  });

  it('is for an account that there is, and that is enabled', async () => {
    const { invitations, accounts } = one;
    await expect(invitations.make('bert', WEEK)).rejects.toThrow(
      /no account bert; run first: withings2mqtt accounts add bert/,
    );
    const secret = await invitations.make('anna', WEEK);
    await accounts.enable('anna', false);
    expect(await invitations.look(secret)).toBeUndefined();
    await accounts.enable('anna', true);
    expect(await invitations.look(secret)).toBe('anna');
    await accounts.remove('anna');
    expect(await invitations.look(secret)).toBeUndefined();
  });

  it('is kept so that nobody who reads the database can use it', async () => {
    const secret = await one.invitations.make('anna', WEEK);
    await one.invitations.begin(secret, 'a state');
    const text = JSON.stringify(await world.sql.all('select * from invitation'));
    expect(text).not.toContain(secret);
    expect(text).not.toContain('a state');
  });
});
