import { describe, expect, it } from 'vitest';
import { ANNA, cloudWith, group, person, post, testCloud } from './helpers.js';

describe('user', () => {
  it('lists devices and goals', async () => {
    const { cloud, token } = await cloudWith([]);
    const anna = cloud.people.get(ANNA);
    anna?.devices.push({ type: 'Scale', model: 'Body+' });
    Object.assign(anna ?? {}, { goals: { steps: 8000 } });

    const devices = await post(cloud, '/v2/user', { action: 'getdevice' }, token);
    const goals = await post(cloud, '/v2/user', { action: 'getgoals' }, token);

    expect(devices).toEqual({ status: 0, body: { devices: [{ type: 'Scale', model: 'Body+' }] } });
    expect(goals).toEqual({ status: 0, body: { goals: { steps: 8000 } } });
  });

  it.each([null, undefined, {}, []])('sends an empty list where there are no goals (%j)', async (goals) => {
    const cloud = await testCloud({ people: [{ ...person(ANNA, 'Anna'), goals }] });

    const reply = await post(cloud, '/v2/user', { action: 'getgoals' }, cloud.login(ANNA).access_token);

    expect(reply.body).toEqual({ goals: [] });
  });
});

describe('routing', () => {
  it.each([
    ['/v2/notify', 'list'],
    ['/measure', 'getnothing'],
    ['/measure', ''],
    ['/', ''],
  ])('answers 2554 to %s %s', async (path, action) => {
    const { cloud, token } = await cloudWith([]);

    expect(await post(cloud, path, { action }, token)).toEqual({ status: 2554, body: {}, error: 'Not implemented' });
  });

  it('takes parameters from the query too, and ignores a JSON body', async () => {
    const { cloud, token } = await cloudWith([group(1, 100)]);
    const headers = { authorization: `Bearer ${token}` };

    const query = await fetch(`${cloud.url}/measure?action=getmeas&lastupdate=0`, { method: 'POST', headers });
    const json = await fetch(`${cloud.url}/measure`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ action: 'getmeas', lastupdate: 0 }),
    });

    expect(await query.json()).toMatchObject({ status: 0, body: { measuregrps: [{ grpid: 1 }] } });
    expect(await json.json()).toMatchObject({ status: 2554 });
  });

  it('refuses a body over 1 MB', async () => {
    const cloud = await testCloud();

    const response = await fetch(cloud.url, { method: 'POST', body: 'x'.repeat(1_000_001) }).catch(() => undefined);

    expect(response?.status ?? 413).toBe(413);
    expect(cloud.requests).toEqual([]);
  });

  it('notes every request', async () => {
    const { cloud, clock, token } = await cloudWith([]);

    await post(cloud, '/v2/user', { action: 'getdevice' }, token);
    await post(cloud, '/v2/user', { action: 'getdevice' });

    const common = { at: clock.now(), method: 'POST', path: '/v2/user', action: 'getdevice' };
    const params = { action: 'getdevice' };
    expect(cloud.requests).toEqual([
      { ...common, params, accessToken: token, status: 0, userid: ANNA },
      { ...common, params, status: 401 },
    ]);
  });
});
