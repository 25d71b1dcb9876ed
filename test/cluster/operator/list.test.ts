import { describe, expect, it } from 'vitest';
import { newRow } from './fake-cluster.js';
import { linkIn, NOW, namesIn, serveOperator } from './serve-operator.js';

const DE = { 'accept-language': 'de-CH,de;q=0.9,en;q=0.8' };
const MANY = Array.from({ length: 10_000 }, (_, index) =>
  newRow({
    name: `p${String(index).padStart(5, '0')}`,
    displayName: `Person ${index}`,
    userId: index % 50 === 7 ? undefined : String(index),
    loginProblem: index % 100 === 3 ? 'the refresh token is not valid any more' : undefined,
    enabled: index % 200 !== 7,
  }),
);

const found = async (words: string, displayNames: readonly string[]) => {
  const { get } = await serveOperator({
    people: displayNames.map((displayName, index) => newRow({ name: `n${index}`, displayName })),
  });
  return namesIn(await get(`/?${new URLSearchParams({ words })}`));
};

describe('the list of ten thousand people', () => {
  it('is read a hundred at a time, forward and backward, each of them once and in order', async () => {
    const { get } = await serveOperator({ people: MANY });
    const forward: string[] = [];
    let last = '/';
    for (let url: string | undefined = '/'; url !== undefined; ) {
      const page = await get(url);
      forward.push(...namesIn(page));
      last = url;
      url = linkIn(page, 'next');
    }
    const backward: string[] = [];
    for (let url: string | undefined = last; url !== undefined; ) {
      const page = await get(url);
      backward.unshift(...namesIn(page));
      url = linkIn(page, 'prev');
    }

    expect(forward).toEqual(MANY.map(({ name }) => name));
    expect(backward).toEqual(forward);
  });

  it('asks the store for no more rows than it shows, and one', async () => {
    const { get, cluster } = await serveOperator({ people: MANY });

    await get('/?after=p05000');

    expect(cluster.asked()).toBe(101);
  });

  it('begins with a whole page, also where somebody goes back to fewer', async () => {
    const { get } = await serveOperator({ people: MANY });

    const page = await get('/?before=p00042');

    expect(namesIn(page)).toHaveLength(100);
    expect([linkIn(page, 'prev'), linkIn(page, 'next')]).toEqual([undefined, '/?after=p00099']);
  });

  it('says how many there are, and how many of which kind', async () => {
    const { get } = await serveOperator({ people: MANY });

    const { body } = await get('/');

    const counts = [...body.matchAll(/<dt>([^<]*)<\/dt><dd>([^<]*)<\/dd>/g)].map(([, name, count]) => [name, count]);
    expect(counts).toEqual([
      ['people', '10,000'],
      ['connected', '9,800'],
      ['disabled', '50'],
      ['logins lost', '100'],
    ]);
  });

  it('shows those alone for whom somebody has to do something', async () => {
    const { get } = await serveOperator({ people: MANY });

    const page = await get('/?show=waiting');
    const next = await get(linkIn(page, 'next')!);

    const waiting = MANY.filter((_, index) => index % 100 === 3 || (index % 50 === 7 && index % 200 !== 7));
    expect([...namesIn(page), ...namesIn(next)]).toEqual(waiting.slice(0, 200).map(({ name }) => name));
  });

  it('keeps words and filter from page to page', async () => {
    const { get } = await serveOperator({ people: MANY });

    expect(linkIn(await get('/?words=person+p&show=waiting'), 'next')).toMatch(
      /^\/\?words=person\+p&show=waiting&after=p\d+$/,
    );
  });
});

describe('a search', () => {
  const NAMES = ['100 % Anna', 'Anna_Lena', "Ben O'Neill", 'Clara "C" <b>', 'Back\\slash', 'Anna Lena'];

  it.each([
    ['%', ['n0']],
    ['_', ['n1']],
    ["o'n", ['n2']],
    ['"c" <b>', ['n3']],
    ['\\', ['n4']],
    ['lena ANNA', ['n1', 'n5']],
    ['nobody', []],
    ['  ', ['n0', 'n1', 'n2', 'n3', 'n4', 'n5']],
    ['anna\0lena', ['n1', 'n5']],
  ])('for %j finds %j', async (words, names) => {
    expect(await found(words, NAMES)).toEqual(names);
  });

  it('stands in the field as it was typed, and is nothing but text there', async () => {
    const { get } = await serveOperator();

    const { body } = await get(`/?${new URLSearchParams({ words: '"><script>alert(1)</script>' })}`);

    expect(body).toContain('value="&#34;&#62;&#60;script&#62;alert(1)&#60;/script&#62;"');
    expect(body).not.toContain('<script');
  });

  it('that finds nobody leads back to everybody', async () => {
    const { get } = await serveOperator({ people: [newRow({ name: 'anna' })] });

    expect((await get('/?words=zzz')).body).toContain('Nobody is like that. <a href="./">Show everybody</a>');
  });

  it.each(['/?words=a&words=b', `/?after=${'x'.repeat(300)}`, '/?show=everything', '/?other=1'])(
    '%s is answered, whatever it means',
    async (url) => {
      const { get, unexpected } = await serveOperator({ people: [newRow({ name: 'anna' })] });

      expect((await get(url)).statusCode).toBeLessThan(500);
      expect(unexpected).toEqual([]);
    },
  );
});

describe('a row', () => {
  const people = [
    newRow({ name: 'anna', displayName: 'Anna <3', userId: '1', lastSync: NOW / 1000 - 180 }),
    newRow({ name: 'ben', userId: '2', loginProblem: 'lost', lastSync: NOW / 1000 - 2 * 86_400 }),
    newRow({ name: 'clara' }),
    newRow({ name: 'dora', userId: '4', enabled: false }),
    newRow({ name: 'emil', userId: '5', hasLogin: false }),
  ];
  const rowsIn = (body: string) =>
    [...body.matchAll(/<tr><th scope="row">.*?<\/tr>/gs)].map(([row]) =>
      row
        .replaceAll(/<[^>]*>/g, ' ')
        .replaceAll(/\s+/g, ' ')
        .trim(),
    );

  it('tells name, login and how old the last data are, and the exact time to whoever wants it', async () => {
    const { get } = await serveOperator({ people });

    const { body } = await get('/');

    expect(rowsIn(body)).toEqual([
      'anna Anna &#60;3 connected 3 minutes ago',
      'ben ben must be connected again 2 days ago',
      'clara clara not connected yet none',
      'dora dora disabled none',
      'emil emil no login none',
    ]);
    expect(body).toContain('<time datetime="2026-11-29T11:57:00.000Z" title="2026-11-29 11:57 UTC">');
  });

  it('speaks the language of the browser', async () => {
    const { get } = await serveOperator({ people });

    const { body, headers } = await get('/', DE);

    expect(body).toContain('<html lang="de">');
    expect(rowsIn(body)[0]).toBe('anna Anna &#60;3 verbunden vor 3 Minuten');
    expect(headers.vary).toBe('Accept-Language');
  });
});

describe('adding a person', () => {
  it('keeps the account and leads to its page', async () => {
    const { get, post, cluster, lines } = await serveOperator();

    const answer = await post('/people', { name: ' anna ', display_name: '', units: 'uk' });

    expect([answer.statusCode, answer.headers.location]).toEqual([303, './people/anna?told=added']);
    expect(cluster.rows.get('anna')).toEqual(newRow({ name: 'anna', displayName: 'Anna', units: 'uk' }));
    expect((await get('/people/anna?told=added')).body).toContain('Added. Next: an invitation.');
    expect(lines).toEqual(['info anna was added on the page']);
  });

  it.each([
    [{ name: '' }, 'Not a name that an account can have'],
    [{ name: 'Anna' }, 'Not a name that an account can have'],
    [{ name: 'bridge' }, 'Not a name that an account can have'],
    [{ name: 'a/b' }, 'Not a name that an account can have'],
    [{ name: 'x'.repeat(101) }, 'Not a name that an account can have'],
    [{ name: 'anna' }, 'There is an account of this name already'],
    [{ name: 'ben', display_name: 'a\0b' }, 'Too long, or with characters'],
    [{ name: 'ben', display_name: 'x'.repeat(101) }, 'Too long, or with characters'],
  ])('refuses %j, says why, and keeps what was typed', async (fields, why) => {
    const { post, cluster } = await serveOperator({ people: [newRow({ name: 'anna' })] });

    const { statusCode, body } = await post('/people', { ...fields, units: 'us' });

    expect(statusCode).toBe(400);
    expect(body).toContain(why);
    expect(body).toContain('<option value="us" selected>');
    expect(body).toContain(`name="name" value="${fields.name}"`);
    expect([...cluster.rows.keys()]).toEqual(['anna']);
  });
});
