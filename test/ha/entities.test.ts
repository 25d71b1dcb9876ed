import { describe, expect, it } from 'vitest';
import { everyMeasure } from '../e2e/samples.js';
import type { Entity } from './entities.js';
import { accountEntities, type Description, deviceEntities, type Expected, stateProblems } from './expected.js';
import type { HomeAssistant } from './home-assistant.js';
import { ANNA, BEN, type House, liveAtNoon, openHouse } from './house.js';

const WITHIN = { timeout: 20_000, interval: 250 };
const ACCOUNTS = [
  { name: 'anna', displayName: 'Anna', userId: ANNA, units: 'metric' },
  { name: 'ben', displayName: 'Ben', userId: BEN, units: 'us' },
] as const;

/** Those that no metric makes. */
const OTHERS = [
  'binary_sensor.withings_bridge_connection_state',
  'button.withings_anna_refresh',
  'button.withings_ben_refresh',
  'button.withings_bridge_refresh',
  'event.withings_anna_reading',
  'event.withings_ben_reading',
  'sensor.withings_bridge_version',
];

/** What the retained topics should have made, of the accounts and of the devices. */
async function wanted({ retained }: House): Promise<Expected[]> {
  const topics = await retained('withings/#');
  return [...ACCOUNTS.flatMap((account) => accountEntities(topics, account)), ...deviceEntities(topics)];
}

async function made(ha: HomeAssistant, ids: readonly string[]): Promise<void> {
  const list = async () => [...(await ha.entities()).keys()].sort();
  await expect.poll(list, WITHIN).toEqual([...ids, ...OTHERS].sort());
}

/** A disabled entity's precision is not known before it is enabled. */
function description({ state: _, precision, ...rest }: Entity): Description {
  return { ...rest, precision: rest.disabled ? null : precision };
}

function wantedDescription({ metric: _, value, unit, attributes, precision, ...rest }: Expected): Description {
  return { ...rest, precision: rest.disabled ? null : precision };
}

/** Anna's alone: what Ben sees in pounds and miles, this Home Assistant converts. */
function ofAnna({ entityId, disabled }: Expected): boolean {
  return !entityId.includes('_ben_') && !disabled;
}

async function enableAll(ha: HomeAssistant): Promise<void> {
  for (const { disabled, entityId } of (await ha.entities()).values()) {
    const change = { type: 'config/entity_registry/update', entity_id: entityId, disabled_by: null };
    if (disabled) await ha.ws(change);
  }
  await ha.reloadMqtt();
}

async function showsAll(ha: HomeAssistant, expected: readonly Expected[]): Promise<void> {
  const problems = async () => {
    const states = await ha.states();
    return expected.flatMap((one) => stateProblems(one, states.get(one.entityId)));
  };
  // It may reload once more by itself, half a minute after an entity was enabled.
  await expect.poll(problems, { ...WITHIN, timeout: 90_000 }).toEqual([]);
}

/** Nothing in the log, in the statistics' own check, or among the repairs. */
async function isContent(ha: HomeAssistant, expected: readonly Expected[]): Promise<void> {
  const list = await ha.ws<{ statistic_id: string }[]>({ type: 'recorder/list_statistic_ids' });
  const ours = list.map(({ statistic_id }) => statistic_id).filter((id) => id.includes('withings'));
  const measured = expected.filter(({ stateClass, disabled }) => stateClass && !disabled);
  expect(ours.sort()).toEqual(measured.map(({ entityId }) => entityId).sort());
  expect(await ha.ws({ type: 'recorder/validate_statistics' })).toEqual({});
  const { issues } = await ha.ws<{ issues: { domain: string }[] }>({ type: 'repairs/list_issues' });
  expect(issues.filter(({ domain }) => domain !== 'http' && domain !== 'homeassistant')).toEqual([]);
  expect(await ha.complaints()).toEqual([]);
}

describe('the entities', () => {
  it('are those of the metrics that have a value, as the catalogue describes them, and no others', async () => {
    const house = await openHouse({ prepare: liveAtNoon });
    const { ha } = house;
    await house.startBridge();
    const expected = await wanted(house);
    expect(expected.length).toBeGreaterThan(150);

    await made(
      ha,
      expected.map(({ entityId }) => entityId),
    );

    const entities = await ha.entities();
    expect(expected.map(({ entityId }) => description(entities.get(entityId)!))).toEqual(
      expected.map(wantedDescription),
    );
    await showsAll(ha, expected.filter(ofAnna));
    await isContent(ha, expected);
  });

  it('that are disabled at first are as good as the others once enabled', async () => {
    const house = await openHouse({ prepare: liveAtNoon });
    const { ha } = house;
    await house.startBridge();
    const expected = (await wanted(house)).map((one) => ({ ...one, disabled: false }));
    await made(
      ha,
      expected.map(({ entityId }) => entityId),
    );

    await enableAll(ha);

    await showsAll(ha, expected.filter(ofAnna));
    const entities = await ha.entities();
    expect(expected.map(({ entityId }) => description(entities.get(entityId)!))).toEqual(
      expected.map(wantedDescription),
    );
    await isContent(ha, expected);
  });

  it('of every type of measure that there is, and of some that nobody knows, are fine too', async () => {
    const rows = everyMeasure(ANNA).measuregrps.map((group) => ({ ...group, grpid: 99 }));
    const house = await openHouse({
      prepare(anna, ben) {
        liveAtNoon(anna, ben);
        anna.measuregrps.unshift(...rows);
      },
    });
    const { ha } = house;
    await house.startBridge();
    const expected = (await wanted(house)).map((one) => ({ ...one, disabled: false }));
    await made(
      ha,
      expected.map(({ entityId }) => entityId),
    );

    await enableAll(ha);

    await showsAll(ha, expected.filter(ofAnna));
    await isContent(ha, expected);
  });
});
