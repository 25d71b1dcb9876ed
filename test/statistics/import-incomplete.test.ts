import { describe, expect, it } from 'vitest';
import { WithingsApiClient } from '../../src/withings/client.js';
import { ANNA, CLIENT } from '../demo/helpers.js';
import { archiveOfCloud } from './archive-of-cloud.js';
import { importWorld, STEPS, WEIGHT } from './importing.js';

/** Anna's world, and her archive as it is while steps are still being read: only those of this year are there. */
async function incomplete() {
  const here = await importWorld();
  const { access_token: accessToken } = here.cloud.login(ANNA);
  const [clientId, clientSecret] = [CLIENT.client_id, CLIENT.client_secret];
  const client = new WithingsApiClient({ baseUrl: here.cloud.url, clientId, clientSecret, accessToken });
  const archive = await archiveOfCloud(client, 'Europe/Amsterdam', '2026-10-01');
  return { ...here, archive: { ...archive, incomplete: new Set(['activity', 'sleep']) } };
}

describe('importHistory while the bridge still reads a past', () => {
  it('writes the rest, and names what it leaves out', async () => {
    const { archive, run, kept } = await incomplete();

    const { left } = await run({ archive });

    expect(kept(WEIGHT)).toContain('2025-03-03T06:00Z 71');
    expect(Object.fromEntries(left)).toEqual({ activity_steps: expect.stringContaining('still being read') });
  });

  it('leaves what an earlier run wrote as it is', async () => {
    const { archive, run, kept } = await incomplete();
    await run();
    const before = kept(STEPS);

    await run({ archive });

    expect(kept(STEPS)).toEqual(before);
  });

  it('says so when it was asked for, and does the rest when it was not', async () => {
    const { archive, run } = await incomplete();

    await expect(run({ archive, metrics: new Set(['activity_steps']) })).rejects.toThrow(
      'activity_steps is still being read from Withings by the bridge',
    );
    expect((await run({ archive, metrics: new Set(['weight']) })).count).toBe(3);
  });
});
