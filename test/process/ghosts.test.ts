import { readFile, writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { ANNA, BEN } from '../demo/helpers.js';
import { type Subscriber, subscriber, withings2mqtt, world } from './world.js';

/** What is said and not retained. */
const PASSING = /\/(reading|night)$|\/response\//;
const STRANGERS = 'withings/kitchen/temperature';

/** Topics on which something is retained, by what has been said since nobody was there. */
function retained({ messages, payload }: Subscriber): string[] {
  const topics = [...new Set(messages.map(({ topic }) => topic))];
  return topics.filter((topic) => payload(topic) !== '' && !PASSING.test(topic));
}

it('what lay where a new bridge has nothing to say is left as it is', async () => {
  const here = await world();
  await here.authorize();
  const seen = await subscriber(here.brokerUrl, '#');
  const theirs = ['withings/anna/battery', 'withings/anna/in_bed', 'withings/anna/availability/door'];
  for (const topic of theirs) await seen.client.publishAsync(topic, '77', { retain: true });

  const bridge = withings2mqtt(['run', '--once', '-c', here.config]);

  expect(await bridge.exit).toBe(0);
  expect(theirs.map((topic) => seen.payload(topic))).toEqual(['77', '77', '77']);
});

/** A bridge that was killed as soon as it had shown the first of what it had, and a stranger on the same base topic. */
async function killed() {
  const here = await world();
  await here.authorize();
  const seen = await subscriber(here.brokerUrl, '#');
  await seen.client.publishAsync(STRANGERS, '20', { retain: true });
  const bridge = withings2mqtt(['run', '-c', here.config]);
  await shown(seen);
  bridge.process.kill('SIGKILL');
  await bridge.exit;
  await seen.sees('withings/bridge/state', (payload) => payload === 'offline');
  const edit = async (change: (yaml: string) => string) =>
    writeFile(here.config, change(await readFile(here.config, 'utf8')));
  return { ...here, seen, edit };
}

async function shown(seen: Subscriber): Promise<void> {
  for (const topic of ['withings/ben/weight', 'withings/anna/weight'])
    await seen.sees(topic, (payload) => payload !== '');
  for (const user of [ANNA, BEN]) await seen.sees(`homeassistant/device/withings_${user}/config`, Boolean);
}

interface Change {
  readonly from: string;
  readonly to: string;
  readonly ghosts: RegExp;
  /** What there is instead. */
  readonly anew: string;
  /** On the log, at error. */
  readonly says?: readonly unknown[];
}

const CHANGES: readonly [string, Change][] = [
  [
    'base topic',
    { from: 'mqtt:\n', to: 'mqtt:\n  base_topic: health\n', ghosts: /^withings\//, anew: 'health/anna/weight' },
  ],
  [
    'discovery prefix',
    {
      from: 'server:\n',
      to: 'homeassistant: { discovery_prefix: house }\nserver:\n',
      ghosts: /^homeassistant\//,
      anew: `house/device/withings_${ANNA}/config`,
    },
  ],
  [
    'list of accounts',
    {
      from: '  - name: ben\n    units: us\n',
      to: '',
      ghosts: new RegExp(`^withings/ben/|withings_${BEN}`),
      anew: 'withings/anna/weight',
      says: [expect.stringContaining('ben has a login and is not in the configuration')],
    },
  ],
];

it.each(CHANGES)(
  'what a bridge that was killed had shown goes when its %s is another one',
  async (_, { from, to, ghosts, anew, says = [] }) => {
    const { config, seen, edit } = await killed();
    const isGhost = (topic: string) => ghosts.test(topic) && topic !== STRANGERS;
    expect(retained(seen).filter(isGhost).length).toBeGreaterThan(2);
    await edit((yaml) => yaml.replace(from, to));

    const next = withings2mqtt(['run', '-c', config]);

    await seen.sees(anew, (payload) => payload !== '');
    await expect.poll(() => retained(seen).filter(isGhost)).toEqual([]);
    expect(retained(seen)).toEqual(expect.arrayContaining([STRANGERS, anew]));
    expect(next.output().match(/ (warn|error) .*/g) ?? []).toEqual(says);
  },
);
