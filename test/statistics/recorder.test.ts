import { describe, expect, it } from 'vitest';
import { HomeAssistantError } from '../../src/statistics/errors.js';
import { openRecorder, type StatisticMetadata, type StatisticRow } from '../../src/statistics/recorder.js';
import { type Behaviour, type FakeEntity, startFakeHomeAssistant } from './fake-home-assistant.js';
import { open } from './sockets.js';

const HOUR = 3600;
const NO_RECORDER =
  'Home Assistant keeps no statistics: its recorder is switched off (neither recorder nor default_config in its configuration.yaml), or has failed (see its log)';
const START = 1_772_344_800;

const weight = (): FakeEntity => ({
  entityId: 'sensor.anna_weight',
  uniqueId: 'withings_7001_weight',
  kind: 'mean',
  unit: 'kg',
  unitClass: 'mass',
});
const steps = (): FakeEntity => ({
  entityId: 'sensor.anna_steps',
  uniqueId: 'withings_7001_activity_steps',
  kind: 'sum',
  unit: 'steps',
  unitClass: null,
});

async function setUp(behaviour: Partial<Behaviour> = {}, entities: FakeEntity[] = [weight(), steps()]) {
  const ha = await startFakeHomeAssistant({ entities, behaviour });
  const naps: number[] = [];
  const socket = await open(ha.url);
  const recorder = await openRecorder(socket, async (milliseconds) => void naps.push(milliseconds));
  const metadata = async (id: string) => (await recorder.metadata([id])).get(id) as StatisticMetadata;
  const imports = () => ha.commands.filter(({ type }) => type === 'recorder/import_statistics');
  return { ha, recorder, naps, metadata, imports };
}

describe('openRecorder', () => {
  it.each([
    ['is not loaded', { hasRecorder: false }],
    ['has stopped', { isRecording: false }],
  ])('says so when the recorder %s', async (_, behaviour) => {
    await expect(setUp(behaviour)).rejects.toMatchObject({
      message: NO_RECORDER,
      kind: 'unusable',
    });
  });

  it('says on one line what Home Assistant answers that nobody knows', async () => {
    const answers = [{ is_admin: true }, { recording: 'perhaps' }];
    const socket = { version: '2026.11.0', call: async () => answers.shift(), close() {} };

    await expect(openRecorder(socket, async () => {})).rejects.toMatchObject({
      message: expect.stringMatching(/^Home Assistant answers recorder\/info in a way .* at recording: .+$/),
      kind: 'unusable',
    });
  });

  it('says so when Home Assistant does not answer what is asked about it', async () => {
    const ha = await startFakeHomeAssistant({ behaviour: { silent: 'about the recorder' } });
    const socket = await open(ha.url);

    await expect(openRecorder(socket, async () => {}, 50)).rejects.toMatchObject({ message: NO_RECORDER });
    expect(ha.commands.map(({ type }) => type)).toEqual(['auth/current_user', 'recorder/info']);
  });

  it('says that only an administrator may write', async () => {
    const error = await setUp({ isAdministrator: false }).catch((reason: unknown) => reason);

    expect(error).toBeInstanceOf(HomeAssistantError);
    expect(error).toMatchObject({
      message:
        'homeassistant.token belongs to no administrator, and only one may write statistics; make a long-lived access token as an administrator',
      kind: 'refused',
    });
  });

  it('does not blame the recorder for a connection that is lost', async () => {
    const ha = await startFakeHomeAssistant({ behaviour: { silent: 'after signing in' } });
    const socket = await open(ha.url, { patience: 1000 });

    await expect(openRecorder(socket, async () => {})).rejects.toMatchObject({ kind: 'away' });
  });

  it('finds entities of MQTT by unique id, and says which are disabled', async () => {
    const other = { ...weight(), uniqueId: 'someone_else', platform: 'withings' };
    const { recorder } = await setUp({}, [weight(), { ...steps(), disabled: true }, other]);

    expect([...(await recorder.entities())]).toEqual([
      ['withings_7001_weight', { entityId: 'sensor.anna_weight', disabled: false }],
      ['withings_7001_activity_steps', { entityId: 'sensor.anna_steps', disabled: true }],
    ]);
  });

  it('tells unit, class and kind of a statistic, and asks nothing for none', async () => {
    const { ha, recorder } = await setUp();
    const asked = ha.commands.length;

    expect(await recorder.metadata([])).toEqual(new Map());
    expect(ha.commands).toHaveLength(asked);
    const known = await recorder.metadata(['sensor.anna_weight', 'sensor.anna_steps', 'sensor.none']);

    expect([...known.values()]).toEqual([
      { statisticId: 'sensor.anna_weight', unit: 'kg', unitClass: 'mass', kind: 'mean' },
      { statisticId: 'sensor.anna_steps', unit: 'steps', unitClass: null, kind: 'sum' },
    ]);
  });

  it('reads back what it has written, oldest first, in [start, end)', async () => {
    const { recorder, metadata } = await setUp();
    const [mean, sum] = [await metadata('sensor.anna_weight'), await metadata('sensor.anna_steps')];
    const means: StatisticRow[] = [0, 1, 2].map((n) => ({ start: START + n * HOUR, mean: 70 + n, min: 69, max: 80 }));
    const sums = [
      { start: START, state: 100, sum: -5, lastReset: START - 5400 },
      { start: START + HOUR, sum: 7 },
    ];

    await recorder.write(mean, means.toReversed());
    await recorder.write(sum, sums);

    expect(await recorder.rows(mean, START, START + 2 * HOUR)).toEqual(means.slice(0, 2));
    expect(await recorder.rows(sum, START, START + 2 * HOUR)).toEqual(sums);
    expect(await recorder.rows(mean, START + HOUR, START + HOUR)).toEqual([]);
    expect(await recorder.rows(mean, START, START + HOUR, '5minute')).toEqual([]);
    expect(await recorder.rows(mean, START, START + 9 * HOUR, 'month')).toMatchObject([{ mean: 71 }]);
  });

  it('empties what is missing in a row', async () => {
    const { ha, recorder, metadata } = await setUp();
    ha.statistic('sensor.anna_weight').hours.set(START, { mean: 70, min: 69, max: 71 });
    const mean = await metadata('sensor.anna_weight');

    await recorder.write(mean, [{ start: START }]);

    expect(await recorder.rows(mean, START, START + HOUR)).toEqual([{ start: START }]);
  });

  it('reads rows in the unit in which they are stored, whatever the person sees', async () => {
    const { ha, recorder, metadata } = await setUp();
    const statistic = ha.statistic('sensor.anna_weight');
    statistic.unit = 'lb';
    statistic.hours.set(START, { mean: 155, min: 155, max: 155 });

    const rows = await recorder.rows(await metadata('sensor.anna_weight'), START, START + HOUR);

    expect(rows).toMatchObject([{ mean: 155 }]);
  });

  it('writes many rows some at a time, and none without a call', async () => {
    const { ha, recorder, metadata, imports } = await setUp();
    const rows = Array.from({ length: 4500 }, (_, n) => ({ start: n * HOUR, mean: n, min: n, max: n }));
    const mean = await metadata('sensor.anna_weight');

    await recorder.write(mean, rows);
    await recorder.write(mean, []);

    expect(imports()).toHaveLength(3);
    expect(ha.statistic('sensor.anna_weight').hours.size).toBe(4500);
  });

  it.each([
    ['2025.1.4', 'old'],
    ['2025.6.3', 'old'],
    ['2025.10.4', 'old'],
    ['2025.11.0b2', 'new'],
    ['2025.12.5', 'new'],
    ['2026.1.0', 'new'],
    ['2026.11.0', 'new'],
  ] as const)('writes into Home Assistant %s without a command that it refuses', async (version, shape) => {
    const { ha, recorder, metadata, imports } = await setUp({ version });
    const rows = [{ start: START, mean: 1, min: 1, max: 1 }];

    await recorder.write(await metadata('sensor.anna_weight'), rows);
    await recorder.write(await metadata('sensor.anna_weight'), rows);
    await recorder.write(await metadata('sensor.anna_steps'), [{ start: START, state: 5, sum: 9, lastReset: START }]);

    expect(ha.rowsWritten()).toBe(3);
    expect(imports()).toHaveLength(3);
    const shapes = {
      new: [
        { mean_type: 1, unit_class: 'mass', has_sum: false },
        { mean_type: 0, unit_class: null, has_sum: true },
      ],
      old: [
        { has_mean: true, has_sum: false },
        { has_mean: false, has_sum: true },
      ],
    };
    const [first, last] = shapes[shape];
    const common = { source: 'recorder', name: null };
    expect(imports().at(-2)?.metadata).toEqual({
      ...{ ...common, ...first },
      ...{ statistic_id: 'sensor.anna_weight', unit_of_measurement: 'kg' },
    });
    expect(imports().at(-1)?.metadata).toEqual({
      ...{ ...common, ...last },
      ...{ statistic_id: 'sensor.anna_steps', unit_of_measurement: 'steps' },
    });
  });

  it('waits until everything that was queued is written', async () => {
    const { recorder, naps, ha } = await setUp();
    ha.behaviour.backlog.push(3, 1, 0, 9);

    await recorder.settled();

    expect(naps).toHaveLength(2);
    expect(ha.behaviour.backlog).toEqual([9]);
  });
});
