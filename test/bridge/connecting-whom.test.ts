import { describe, expect, it } from 'vitest';
import { ANNA, BEN } from '../demo/helpers.js';
import { answeredBy, comesBack, connectingWorld, refusal } from './connecting-world.js';

describe('whose login it is', () => {
  it('is refused with both facts when it is another person, and stores nothing; replaced, the former one is gone', async () => {
    const { open, connecting, known, people, kept } = await connectingWorld();
    await known('anna', ANNA);

    const page = await comesBack(await open(), BEN);
    const refused = connecting.of('anna');
    const after = await people();

    expect(page).toMatch(/^400 .*anna is not authorised<.*>That was the Withings user 7002, and anna is the .*7001/);
    expect(refused).toMatchObject({
      phase: 'failed',
      problem: { code: 'other_person', fields: { account: 'anna', user_id: String(BEN), holder: String(ANNA) } },
    });
    expect([after, kept]).toEqual([[{ userId: String(ANNA), name: 'anna' }], []]);

    expect(await comesBack(await open('anna', true), BEN)).toMatch(/^200/);
    expect(await people()).toEqual([{ userId: String(BEN), name: 'anna' }]);
    expect(connecting.of('anna')).toMatchObject({
      phase: 'done',
      said: [expect.stringMatching(/All that was kept of the Withings user 7001.* is gone/)],
    });
  });

  it('is refused when it is the person of another account, also to replace', async () => {
    const { open, connecting, known, people } = await connectingWorld();
    await known('ben', BEN);

    expect(await comesBack(await open('anna', true), BEN)).toMatch(/^400/);

    expect(connecting.of('anna')).toMatchObject({
      problem: { code: 'person_of_another_account', fields: { account: 'anna', other_account: 'ben' } },
    });
    expect(await people()).toEqual([{ userId: String(BEN), name: 'ben' }]);
  });

  it('is looked at one after the other: one person in two windows is one account', async () => {
    const { open, people } = await connectingWorld();
    const addresses = [await answeredBy(BEN, await open('anna')), await answeredBy(BEN, await open('ben'))];

    const pages = await Promise.all(addresses.map((address) => fetch(address)));

    expect(pages.map(({ status }) => status).sort()).toEqual([200, 400]);
    expect(await people()).toHaveLength(1);
  });
});

describe('several at once', () => {
  it('are two accounts with a state each', async () => {
    const { open, kept } = await connectingWorld();
    const [anna, ben] = await Promise.all([open('anna'), open('ben')]);

    const pages = [await comesBack(ben!, BEN), await comesBack(anna!, ANNA)];

    expect(pages).toEqual([expect.stringMatching(/^200 .*ben is/), expect.stringMatching(/^200 .*anna is/)]);
    expect(kept).toEqual([`ben=${BEN}`, expect.stringContaining(`anna=${ANNA}`)]);
  });

  it('of one account: the second start takes the place of the first', async () => {
    const { open, connecting } = await connectingWorld();
    const first = await open();
    const second = await open('anna', true);

    expect(connecting.of('anna')).toMatchObject({ phase: 'waiting', replace: true });
    expect(await comesBack(first)).toMatch(/^400 .*A newer try to connect anna has taken the place of this one/);
    expect(await comesBack(second)).toMatch(/^200/);
  });
});

describe('a start while a login is being taken', () => {
  it('is refused, and what comes of the login is shown', async () => {
    const { open, connecting, holdExchanges, people } = await connectingWorld();
    const release = holdExchanges();
    const page = comesBack(await open());
    await expect.poll(() => connecting.of('anna')?.phase).toBe('exchanging');

    const { status, problem } = await refusal(open('anna', true));
    release();

    expect([status, problem]).toEqual([
      ...[409, expect.objectContaining({ code: 'failed', error: expect.stringMatching(/^A login for anna is being/) })],
    ]);
    expect(await page).toMatch(/^200/);
    expect(connecting.of('anna')?.phase).toBe('done');
    expect(await people()).toEqual([{ userId: String(ANNA), name: 'anna' }]);
    expect(await open()).toContain('state=');
  });

  it('is refused also where the login comes while Withings is asked', async () => {
    const { open, connecting, holdExchanges, cloud } = await connectingWorld();
    const address = await answeredBy(ANNA, await open());
    const release = holdExchanges();
    const asked = cloud.requests.length;

    const second = refusal(open('anna', true));
    const pasted = connecting.paste('anna', address);
    const { problem } = await second;
    release();

    expect(cloud.requests.length).toBeGreaterThan(asked);
    expect(problem.error).toMatch(/^A login for anna is being/);
    await pasted;
    expect(connecting.of('anna')?.phase).toBe('done');
  });
});
