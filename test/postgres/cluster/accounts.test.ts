import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NameTakenError } from '../../../src/store/errors.js';
import { account, openWorld, type TestBridge, type World } from './world.js';

let world: World;
let one: TestBridge;

beforeEach(async () => {
  world = await openWorld();
  one = await world.bridge('one');
});
afterEach(() => world.close());

async function names(options?: Parameters<TestBridge['accounts']['list']>[0]) {
  return (await one.accounts.list(options)).map(({ name }) => name);
}

describe('accounts', () => {
  it('are kept as they were added, each name once', async () => {
    const anna = account('anna', { displayName: 'Anna B.', units: 'us', ignoreAttributions: [2, 4], intraday: false });
    await one.accounts.add(anna);
    const nobodyYet = { userId: undefined, hasLogin: false, loginProblem: undefined, lastSync: undefined };
    expect(await one.accounts.find('anna')).toEqual({ ...anna, ...nobodyYet, enabled: true, fromFile: false });
    expect(await one.accounts.find('bert')).toBeUndefined();
    await expect(one.accounts.add(account('anna'))).rejects.toThrow(NameTakenError);
    await expect(one.accounts.add(account('anna'))).rejects.toThrow('there is an account anna already');
  });

  it('are as the file says that names them, and who else had added them is told', async () => {
    await one.accounts.add(account('anna', { units: 'us' }));
    const file = [account('anna', { displayName: 'A' }), account('bert')];
    expect(await one.accounts.fromFile(file)).toEqual({ replaced: ['anna'], gone: [] });
    expect(await one.accounts.find('anna')).toMatchObject({ displayName: 'A', units: 'metric', fromFile: true });
    await one.accounts.enable('bert', false);
    await one.accounts.fromFile([account('bert', { units: 'uk' })]);
    expect(await one.accounts.find('bert')).toMatchObject({ units: 'uk', fromFile: true, enabled: false });
    expect(await one.accounts.find('anna')).toMatchObject({ fromFile: false });
    expect(await one.accounts.fromFile([])).toEqual({ replaced: [], gone: ['bert'] });
    expect(await names()).toEqual(['anna']);
  });

  it('that the file does not name any more have a turn at once, and are nobody’s until it does again', async () => {
    await world.person('anna');
    await world.sql.run('delete from account');
    const file = [account('anna'), account('bert')];
    await one.accounts.fromFile(file);
    await world.sql.run('select graphile_worker.remove_job(user_id) from person');

    expect(await one.accounts.fromFile([account('bert')])).toEqual({ replaced: [], gone: ['anna'] });
    expect((await one.queue.size()).due).toBe(1);
    expect(await one.claims.take('u-anna', 'one')).toBeUndefined();

    await world.sql.run('select graphile_worker.remove_job(user_id) from person');
    await one.accounts.fromFile(file);
    expect((await one.queue.size()).due).toBe(1);
    expect((await one.claims.take('u-anna', 'one'))?.filled).toBeLessThan(0);
  });

  it('that are added again have whoever is kept by their name, and a turn at once', async () => {
    await world.person('anna');
    await world.sql.run('delete from account');
    await one.accounts.add(account('anna'));
    expect(await one.accounts.find('anna')).toMatchObject({ userId: 'u-anna', hasLogin: true });
    expect((await one.queue.size()).due).toBe(1);
  });

  it('are told apart from those who are kept without one', async () => {
    for (const name of ['anna', 'bert', 'carl', 'dora']) await world.person(name);
    await world.sql.run("delete from account where name <> 'anna'");
    await world.sql.run("delete from login where person = (select id from person where name = 'bert')");
    await world.sql.run("update person set name = null where name = 'dora'; update person set last_sync = 5");
    const kept = { loginProblem: undefined, lastSync: 5 };
    expect(await one.accounts.strays()).toEqual([
      { ...kept, name: 'bert', userId: 'u-bert', hasLogin: false },
      { ...kept, name: 'carl', userId: 'u-carl', hasLogin: true },
      { ...kept, name: undefined, userId: 'u-dora', hasLogin: true },
    ]);
    expect(await one.accounts.strays('AR c')).toMatchObject([{ name: 'carl' }]);
  });

  it('are published once more when the file says something else, and only then', async () => {
    await world.person('anna');
    const filled = async () => (await world.sql.get('select filled from person'))?.filled;
    await one.accounts.fromFile([account('anna')]);
    await world.sql.run('update person set filled = 3; select graphile_worker.remove_job(user_id) from person');
    await one.accounts.fromFile([account('anna')]);
    expect([Number(await filled()), (await one.queue.size()).due]).toEqual([3, 0]);
    await one.accounts.fromFile([account('anna', { units: 'us' })]);
    expect([Number(await filled()), (await one.queue.size()).due]).toEqual([-1, 1]);
  });

  it('are the same file for bridges that start at the same time', async () => {
    const two = await world.bridge('two');
    const file = ['c', 'a', 'b', 'd'].map((name) => account(name));
    const both = Array.from({ length: 10 }, (_, index) =>
      (index % 2 ? one : two).accounts.fromFile(index % 3 ? file : file.toReversed()),
    );
    await Promise.all(both);
    expect(await names()).toEqual(['a', 'b', 'c', 'd']);
  });

  it('tell of the person who has the name', async () => {
    const anna = await world.person('anna');
    await world.person('bert');
    await one.accounts.add(account('carl'));
    await world.sql.run(
      `insert into state (person, part, key, body) select id, 'feeds', key, body from person,
         (values ('measures', '{"lastSuccess":1700000000}'), ('sleep', '{"lastSuccess":1700000500}'), ('heart', '{}'),
           ('gone', '{"lastSuccess":1700000900}')) as feed (key, body)
       where name = 'anna'`,
    );
    await world.sql.run(
      `insert into state (person, part, key, body) select id, 'notes', 'loginProblem', '"refused"' from person where name = 'anna'`,
    );
    const claim = await one.claims.take(anna, 'one');
    expect(claim && (await one.claims.give(claim, 0, '', ['measures', 'sleep', 'heart']))).toBe(true);
    expect(await one.accounts.find('anna')).toMatchObject({
      ...{ userId: anna, hasLogin: true, lastSync: 1_700_000_500, loginProblem: 'refused' },
    });
    await one.accounts.enable('carl', false);
    expect(await one.accounts.count()).toEqual({ all: 3, connected: 2, disabled: 1, loginsLost: 1, waiting: 1 });
  });

  it('are listed by pages, and by words that they have', async () => {
    for (const name of ['anna', 'bert', 'carl_1', 'carl%2']) {
      await one.accounts.add(account(name, { displayName: name === 'bert' ? 'Bert of the Study' : name }));
    }
    expect(await names({ most: 2 })).toEqual(['anna', 'bert']);
    expect(await names({ most: 2, after: 'anna' })).toHaveLength(2);
    const all = await names();
    expect(await names({ before: all[3] ?? '', most: 2 })).toEqual(all.slice(1, 3));
    expect(await names({ after: all[0] ?? '', before: all[3] ?? '' })).toEqual(all.slice(1, 3));
    expect(await names({ words: 'STUDY be' })).toEqual(['bert']);
    expect(await names({ words: 'study anna' })).toEqual([]);
    expect(await names({ words: 'l_1' })).toEqual(['carl_1']);
    expect(await names({ words: '%' })).toEqual(['carl%2']);
    expect(await names({ words: '\\' })).toEqual([]);
  });

  it('that wait for somebody are enabled, and were never connected or have lost their login', async () => {
    for (const name of ['connected', 'lost', 'off']) await world.person(name);
    for (const name of ['new', 'new-off']) await one.accounts.add(account(name));
    await world.sql.run(
      `insert into state (person, part, key, body)
       select id, 'notes', 'loginProblem', '"refused"' from person where name in ('lost', 'off')`,
    );
    for (const name of ['off', 'new-off']) await one.accounts.enable(name, false);
    expect(await names({ waiting: true })).toEqual(['lost', 'new']);
    expect(await names({ waiting: true, words: 'n' })).toEqual(['new']);
    expect(await names({ waiting: true, before: 'new', most: 5 })).toEqual(['lost']);
  });

  it('are listed forward and backward, next to a name and in the same order', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) await one.accounts.add(account(name));
    expect(await names({ most: 2, after: 'b' })).toEqual(['c', 'd']);
    expect(await names({ most: 2, before: 'd' })).toEqual(['b', 'c']);
    expect(await names({ before: 'a' })).toEqual([]);
    expect(await names({ after: 'a', before: 'd', words: 'C' })).toEqual(['c']);
  });

  it('that wait for somebody are those never connected, and those whose login is lost; never a disabled one', async () => {
    for (const name of ['well', 'lost', 'lost-off', 'gone']) await world.person(name);
    for (const name of ['never', 'never-off']) await one.accounts.add(account(name));
    for (const name of ['lost-off', 'never-off']) await one.accounts.enable(name, false);
    await world.sql.run("delete from login where person = (select id from person where name = 'gone')");
    await world.sql.run(
      `insert into state (person, part, key, body) select id, 'notes', 'loginProblem', '"refused"' from person where name like 'lost%'`,
    );
    expect(await names({ waiting: true })).toEqual(['gone', 'lost', 'never']);
    expect(await one.accounts.find('gone')).toMatchObject({ userId: 'u-gone', hasLogin: false });
    expect(await one.accounts.count()).toMatchObject({ all: 6, connected: 3, loginsLost: 2, waiting: 3 });
    expect(await names({ waiting: true, words: 'nev', before: 'z', most: 1 })).toEqual(['never']);
    expect(await names({ waiting: false })).toHaveLength(6);
    expect(await names({ working: true })).toEqual(['well']);
  });

  it.each(['C.UTF-8', 'C'] as const)(
    'are found in whatever case, where the locale of the database is %s',
    async (locale) => {
      const here = await openWorld(locale === 'C' ? { locale } : {});
      try {
        const { accounts } = await here.bridge('one');
        const shown = ['Übermütig', 'İNCİ Çelik', 'Straße', 'ΑΘΗΝΆ', 'Ульяна', '𐐀x', '李'];
        for (const [index, displayName] of shown.entries()) await accounts.add(account(`n${index}`, { displayName }));
        const found = async (words: string) => (await accounts.list({ words })).map(({ displayName }) => displayName);
        for (const words of ['ÜBER', 'über', 'MÜTIG']) expect(await found(words), words).toEqual(['Übermütig']);
        for (const words of ['inci', 'İnci', 'çELİK', 'ÇELIK'])
          expect(await found(words), words).toEqual(['İNCİ Çelik']);
        expect(await found('STRAßE')).toEqual(['Straße']);
        expect(await found('αθηνά')).toEqual(['ΑΘΗΝΆ']);
        expect(await found('УЛЬ n4')).toEqual(['Ульяна']);
        expect([await found('𐐨X'), await found('李')]).toEqual([['𐐀x'], ['李']]);
        expect(await found('N')).toHaveLength(7);
      } finally {
        await here.close();
      }
    },
  );

  it('take every sign as nothing but a sign', async () => {
    const signs = Array.from({ length: 94 }, (_, index) => String.fromCharCode(33 + index));
    await one.accounts.add(account('all', { displayName: signs.join('') }));
    await one.accounts.add(account('none', { displayName: ' ' }));
    for (const sign of signs.filter((one) => !/[none]/i.test(one))) {
      expect(await names({ words: sign }), sign).toEqual(['all']);
      expect(await names({ words: `x${sign}x` }), sign).toEqual([]);
    }
    expect(await names({ words: '[a-z]+ .* (x|y) ^a $' })).toEqual([]);
  });

  it.each(["o'neill", '"quoted"', '$1', "x'; drop table account; --", '%', '_'])(
    'take %j as it is typed',
    async (words) => {
      await one.accounts.add(account('other'));
      await one.accounts.add(account('found', { displayName: `<${words}>` }));
      expect(await names({ words })).toEqual(['found']);
    },
  );

  it('get another name, with whoever has connected them, all that was said of them, and their invitation', async () => {
    const anna = await world.person('anna');
    await one.accounts.add(account('new', { displayName: 'Nora', units: 'uk', ignoreAttributions: [2] }));
    await one.accounts.enable('new', false);
    const secret = await one.invitations.make('anna', 60_000);
    const before = [await one.accounts.find('anna'), await one.accounts.find('new')];
    expect(await one.accounts.rename('anna', { name: 'anne', displayName: 'Anne' })).toBe(true);
    expect(await one.accounts.rename('new', { name: 'nora', displayName: 'Nora' })).toBe(true);
    expect(await one.accounts.list()).toEqual([
      { ...before[0], name: 'anne', displayName: 'Anne' },
      { ...before[1], name: 'nora' },
    ]);
    expect(await one.accounts.find('anne')).toMatchObject({ userId: anna, hasLogin: true });
    expect(await one.invitations.look(secret)).toBe('anne');
  });

  it('get no name that another one has, be it an account or a person without one', async () => {
    await world.person('anna');
    await one.accounts.add(account('waits'));
    const stray = await world.person('stray');
    await one.accounts.remove('stray');
    const rename = (name: string) => one.accounts.rename('anna', { name, displayName: 'Other' });
    await expect(rename('waits')).rejects.toThrow(new NameTakenError('waits', undefined));
    await expect(rename('anna')).rejects.toThrow(new NameTakenError('anna', undefined));
    await expect(rename('stray')).rejects.toThrow(new NameTakenError('stray', stray));
    expect(await one.accounts.rename('nobody', { name: 'somebody', displayName: 'S' })).toBe(false);
    expect(await one.accounts.list()).toMatchObject([
      { name: 'anna', displayName: 'anna', userId: 'u-anna' },
      { name: 'waits', userId: undefined },
    ]);
  });

  it('are ten thousand within a second', async () => {
    await world.sql.run(`
      insert into account (name, display_name, units, ignore_attributions, intraday, from_file, added)
        select 'p' || n, 'Person ' || n, 'metric', '[]', true, false, true from generate_series(1, 10000) as n;
      insert into person (user_id, name) select 'u' || n, 'p' || n from generate_series(1, 10000) as n;
      insert into login (person, access_token, refresh_token, expires_at, scope) select id, 'a', 'r', 0, '' from person;
      update person set last_sync = 1700000000;
      insert into state (person, part, key, body)
        select id, 'notes', key, '"refused"' from person, (values ('loginProblem'), ('seen'), ('zoneFrom')) as note (key);
      analyze`);
    const begun = performance.now();
    const all = await one.accounts.list();
    const took = performance.now() - begun;
    expect(all).toHaveLength(10_000);
    expect(all.at(-1)).toMatchObject({ lastSync: 1_700_000_000, loginProblem: 'refused' });
    // A machine that is busy with other things is given more.
    expect(took).toBeLessThan(5000);
    expect(await names({ words: '9999', most: 50 })).toEqual(['p9999']);
    expect(await names({ most: 50 })).toHaveLength(50);
  });
});
