import { describe, expect, it } from 'vitest';
import { importWorld, STEPS, WEIGHT } from './importing.js';

const NOT_ALLOWED = 'not allowed by this login: authorise the account again and allow everything there';
const refusal = (path: string) => ({ path, kind: 'status', status: 277, error: 'insufficient_scope' }) as const;
const ACTIVITY = refusal('/v2/measure');

describe('importHistory with a login that does not allow everything', () => {
  it('writes the rest, and names what it leaves out', async () => {
    const { cloud, run, kept } = await importWorld();
    cloud.fault(ACTIVITY);

    const { left } = await run();

    expect(kept(WEIGHT)).toContain('2025-03-03T06:00Z 71');
    expect(Object.fromEntries(left)).toEqual({ activity_steps: NOT_ALLOWED });
  });

  it('leaves what an earlier run wrote as it is', async () => {
    const { cloud, run, kept } = await importWorld();
    await run();
    const before = kept(STEPS);
    cloud.fault(ACTIVITY);

    await run();

    expect(kept(STEPS)).toEqual(before);
  });

  it('asks for it once, not for each year', async () => {
    const { cloud, run } = await importWorld();
    cloud.fault(ACTIVITY);

    await run();

    expect(cloud.requests.filter(({ params }) => params.action === 'getactivity')).toHaveLength(1);
  });

  it('fails when it was asked for, and when nothing is allowed', async () => {
    const { cloud, run } = await importWorld();
    cloud.fault(ACTIVITY);

    await expect(run({ metrics: new Set(['activity_steps']) })).rejects.toThrow('insufficient_scope');
    for (const path of ['/measure', '/v2/sleep', '/v2/heart']) cloud.fault(refusal(path));
    await expect(run()).rejects.toThrow('insufficient_scope');
  });

  it('does not ask for what nobody wants', async () => {
    const { cloud, run } = await importWorld();
    cloud.fault(ACTIVITY);

    const { count } = await run({ metrics: new Set(['weight']) });

    expect(count).toBe(3);
  });
});
