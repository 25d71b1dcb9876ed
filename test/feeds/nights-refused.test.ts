import { describe, expect, it } from 'vitest';
import { nights } from '../../src/feeds/nights.js';
import { InvalidParametersError, TransportError, WithingsError } from '../../src/withings/errors.js';
import { at, createWorld, SITES } from './cloud.js';
import { each, MORNING, type Params, setUp } from './nights-world.js';

describe('nights that Withings does not give', () => {
  const refusal = new WithingsError('insufficient_scope', { family: 'unauthorized', status: 277 });

  it('are lacking, which is said once and is no error', async () => {
    const { round, sync, lacking, errors } = setUp({ detail: refusal });
    await round(MORNING);

    const state = await round(MORNING + 600);

    expect([sync.well(), sync.complete()]).toEqual([true, true]);
    expect([lacking, errors, [...sync.problems()]]).toEqual([['nights'], [], []]);
    expect(state.feeds.nights).toMatchObject({ refused: true });
    expect(state.feeds.nights).not.toHaveProperty('lastError');
  });

  it('keep no other night back', async () => {
    const broken = ({ startdate }: Params) => {
      if (startdate === at('2026-02-18T22:00:00Z')) throw new TransportError('odd');
      return each({ startdate, enddate: 0 });
    };
    const { round, archive, errors, cloud, asked } = setUp({ detail: broken });

    await round(MORNING);
    expect(errors.map((error) => (error as Error).message)).toEqual(['odd']);
    expect(archive.flatMap(({ put }) => put).map(({ groupId }) => groupId)).toEqual(['18']);

    cloud.answers[SITES.nights] = new InvalidParametersError('no such night');
    await round(MORNING + 600);
    asked();
    await round(MORNING + 1200);
    expect(asked()).toEqual([]);
  });

  it('leave the login alone: a turn without a call says nothing of it', async () => {
    const log: string[] = [];
    const world = createWorld([nights], {}, { records: { sleep: [] } }, { onAuthorization: (word) => log.push(word) });

    await world.round(MORNING);

    expect([log, world.cloud.requests]).toEqual([[], []]);
    expect(world.sync.state().feeds.nights).not.toHaveProperty('lastSuccess');
  });
});
