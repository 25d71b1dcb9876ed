import { describe, expect, it } from 'vitest';
import { at, news, SITES } from './cloud.js';
import { page, sleepRow } from './rows.js';
import { LAST_NIGHT, MORNING, NAP, NIGHT, shown, synced, value } from './sleeper.js';

const DAY = 86_400;

describe('a night that changes', () => {
  it('grows, and says so to nobody', async () => {
    const { sync, answer } = await synced(LAST_NIGHT);
    await answer(MORNING, LAST_NIGHT, sleepRow(11, '2026-02-28T22:00:00Z', '2026-03-01T04:00:00Z'));
    expect(value(sync.state(), 'sleep_end')).toBe(at('2026-03-01T04:00:00Z'));
    expect(news(sync.state())).toEqual(['sleep 11']);

    const state = await answer(MORNING + 3600, LAST_NIGHT, NIGHT);

    expect(value(state, 'sleep_end')).toBe(at('2026-03-01T05:00:00Z'));
    expect(value(state, 'sleep_total')).toBe(6.5);
    expect(news(state)).toEqual(['sleep 11']);
  });

  it('is not shown before it is over, and stays when it goes on', async () => {
    const { sync, answer } = await synced(LAST_NIGHT);
    const begun = sleepRow(11, '2026-02-28T22:00:00Z', '2026-03-01T02:00:00Z');
    await answer(MORNING - 3600, LAST_NIGHT, { ...begun, completed: false });
    expect(shown(sync.state()).night).toBe('10');
    await answer(MORNING - 1800, LAST_NIGHT, { ...begun, completed: true });

    const state = await answer(MORNING, LAST_NIGHT, { ...NIGHT, completed: false });

    expect(shown(state).night).toBe('11');
    expect(value(state, 'sleep_end')).toBe(NIGHT.enddate);
    expect(news(await answer(MORNING + 60, LAST_NIGHT, { ...NIGHT, completed: true }))).toEqual(['sleep 11']);
  });

  it.each([false, 0, '0', 'false'])(
    'is not shown before it is over at the first sync either (%j)',
    async (completed) => {
      const { sync } = await synced(LAST_NIGHT, { ...NIGHT, completed: completed as boolean });

      expect(shown(sync.state()).night).toBe('10');
      expect(sync.state().records?.sleep).toHaveLength(1);
    },
  );

  it.each([true, 1, '1', 'yes', '', {}, null, undefined])(
    'is over where Withings does not say that it is not (%j)',
    async (completed) => {
      const { sync } = await synced(LAST_NIGHT, { ...NIGHT, completed: completed as boolean });

      expect(shown(sync.state()).night).toBe('11');
    },
  );

  it('is over a day after its end by the cloud’s clock, whatever the cloud says of it and whatever the box’s clock', async () => {
    const endless = { ...NIGHT, completed: false };
    const { cloud, answer } = await synced(LAST_NIGHT);
    const polled = (cloudTime: number, now = cloudTime) => {
      cloud.serverTime.now = cloudTime * 1000;
      return answer(now, LAST_NIGHT, endless);
    };
    expect(shown(await polled(MORNING)).night).toBe('10');
    expect(shown(await polled(NIGHT.enddate + DAY, NIGHT.enddate + 9 * DAY)).night).toBe('10');

    const state = await polled(NIGHT.enddate + DAY + 1, MORNING);

    expect(shown(state).night).toBe('11');
    expect(news(state)).toEqual(['sleep 11']);
    expect(news(await polled(NIGHT.enddate + DAY + 600))).toEqual(['sleep 11']);
  });

  it('is corrected when it is edited', async () => {
    const { answer } = await synced(NIGHT);
    const edited = { ...NIGHT, modified: NIGHT.modified + 9999, data: { total_sleep_time: 3600 } };

    const state = await answer(MORNING + 600, edited);

    expect(state.readings.sleep_total).toMatchObject({ value: 1, modifiedAt: edited.modified });
    expect(news(state)).toEqual([]);
  });

  it('is a nap no longer when it grows into a night', async () => {
    const { sync, answer } = await synced(LAST_NIGHT);
    const late = sleepRow(16, '2026-03-01T07:30:00Z', '2026-03-01T09:00:00Z');
    await answer(at('2026-03-01T09:10:00Z'), LAST_NIGHT, late);
    expect(shown(sync.state())).toEqual({ night: '10', nap: '16' });

    const state = await answer(
      at('2026-03-01T13:00:00Z'),
      LAST_NIGHT,
      sleepRow(16, '2026-03-01T07:30:00Z', '2026-03-01T12:30:00Z'),
    );

    expect(shown(state)).toEqual({ night: '16', nap: null });
    expect([value(state, 'nap_start'), value(state, 'nap_duration')]).toEqual([null, null]);
    expect(news(state)).toEqual(['nap 16']);
  });
});

describe('a night that goes', () => {
  it('gives way to the one before it', async () => {
    const { answer } = await synced(LAST_NIGHT, NIGHT);

    const state = await answer(MORNING + 600, LAST_NIGHT);

    expect(shown(state).night).toBe('10');
    expect(value(state, 'sleep_end')).toBe(LAST_NIGHT.enddate);
  });

  it('leaves nothing behind when there is none before it', async () => {
    const { answer } = await synced(NIGHT, NAP);

    const state = await answer(MORNING + 600, NAP);

    expect(shown(state)).toEqual({ night: null, nap: '12' });
    expect(value(state, 'sleep_total')).toBeNull();
    expect(value(state, 'sleep_end')).toBeNull();
  });

  it('goes alone: a nap that is deleted is shown no longer', async () => {
    const { answer } = await synced(NIGHT, NAP);

    const state = await answer(MORNING + 600, NIGHT);

    expect(shown(state)).toEqual({ night: '11', nap: null });
    expect([value(state, 'nap_start'), value(state, 'nap_duration')]).toEqual([null, null]);
  });

  it.each([[page('series')], [{ series: {} }], [{ series: null }], [[]], [null], [page('series', { id: 5 })]])(
    'does not go over the answer %j',
    async (body) => {
      const { sync, cloud, round } = await synced(NIGHT, NAP);
      const before = sync.state();
      cloud.answers[SITES.sleep] = body;

      const state = await round(MORNING + 600);

      expect(state.readings).toEqual(before.readings);
      expect(state.records).toEqual(before.records);
    },
  );

  it('does not go when it is so old that nobody asks for it any more', async () => {
    const { answer } = await synced(NIGHT, NAP);
    const nights = Array.from({ length: 30 }, (_, index) => {
      const day = (offset: number) => new Date(Date.UTC(2026, 2, 2 + index + offset)).toISOString().slice(0, 10);
      return sleepRow(100 + index, `${day(-1)}T22:00:00Z`, `${day(0)}T05:00:00Z`);
    });
    let state = await answer(MORNING + 600, NIGHT, NAP);

    for (const [index, night] of nights.entries()) {
      const known = [NIGHT, NAP, ...nights.slice(0, index + 1)];
      const from = new Date((night.enddate - 9 * 86_400) * 1000).toISOString().slice(0, 10);
      state = await answer(night.enddate + 600, ...known.filter(({ date }) => date >= from));
    }

    expect(shown(state)).toEqual({ night: '129', nap: '12' });
    expect(value(state, 'nap_duration')).toBe(30);
    expect(state.records?.sleep).toHaveLength(20);
  });
});

describe('a nap', () => {
  it('is found at the first sync however many nights came after it', async () => {
    const nights = Array.from({ length: 28 }, (_, day) => {
      const date = `2026-02-${String(day + 1).padStart(2, '0')}`;
      return sleepRow(100 + day, `${date}T00:00:00Z`, `${date}T06:00:00Z`);
    });
    const old = sleepRow(50, '2026-01-20T12:00:00Z', '2026-01-20T13:00:00Z');
    const { sync, answer } = await synced(old, ...nights);
    expect(shown(sync.state())).toEqual({ night: '127', nap: '50' });

    expect(shown(await answer(MORNING + 600, ...nights.slice(-9)))).toEqual({ night: '127', nap: '50' });
    expect(sync.state().records?.sleep?.length).toBeLessThan(20);
  });
});

describe('a clock that was set back', () => {
  const MONTH = 30 * 86_400;
  const asked = (requests: readonly { readonly params: Readonly<Record<string, unknown>> }[]) =>
    requests.at(-1)?.params;

  it('takes no night away: what is newest is asked for as well', async () => {
    const { cloud, answer } = await synced(LAST_NIGHT, NIGHT);

    await answer(MORNING - MONTH, LAST_NIGHT, NIGHT);

    expect(asked(cloud.requests)).toMatchObject({ startdateymd: '2026-01-21', enddateymd: '2026-03-02' });
  });

  it('hides no new night, and asks for no more than usual, where measures tell the time', async () => {
    const { cloud, sync, answer } = await synced(LAST_NIGHT, NIGHT);
    sync.change((state) => ({ ...state, feeds: { ...state.feeds, measures: { cursor: MORNING + 86_400 } } }));

    await answer(MORNING - 10 * 365 * 86_400, LAST_NIGHT, NIGHT);

    expect(asked(cloud.requests)).toMatchObject({ startdateymd: '2026-02-21', enddateymd: '2026-03-03' });
  });
});
