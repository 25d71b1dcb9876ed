import { describe, expect, it } from 'vitest';
import { startedBridge } from './bridge.js';
import { countWithin, mosquittoPub } from './clients.js';
import { startMosquitto } from './mosquitto.js';

const STATUS = 'homeassistant/status';
/** The bridge answers a birth after 1 to 4 seconds. */
const LONGER_THAN_AN_ANSWER = 5;

/** What Home Assistant has to hear, in this order. */
const KINDS = [/\/bridge\/state$|\/availability$/, /^homeassistant\/device\//, /\/attributes$|\/bridge\/info$/];
const heardByHomeAssistant = (topic: string) => KINDS.some((kind) => kind.test(topic));
/** Values alone, for people and flows. */
const VALUES = /^withings\/(anna|ben|device\/[^/]+)\/[^/]+$/;

describe('the birth of Home Assistant', () => {
  it('brings what it reads again, once for several births, in order, no bare value, no call to the cloud', async () => {
    const broker = await startMosquitto();
    const { cloud, sub } = await startedBridge(broker);
    const known = new Set((await sub.complete()).map(({ topic }) => topic).filter(heardByHomeAssistant));
    const before = sub.received().length;
    const calls = cloud.requests.length;

    for (let count = 0; count < 3; count++) await mosquittoPub(broker, STATUS, 'online');
    // The last of what it says; then nothing more.
    await sub.sees(({ topic }) => topic === 'withings/bridge/info', before);
    expect(await countWithin(broker, 'withings/anna/weight/attributes', LONGER_THAN_AN_ANSWER)).toBe(0);

    const again = sub
      .received()
      .slice(before)
      .map(({ topic }) => topic)
      .filter((topic) => topic !== STATUS);
    expect(again.filter((topic) => topic === 'withings/anna/weight/attributes')).toHaveLength(1);
    expect(again).toHaveLength(new Set(again).size);
    expect(new Set(again)).toEqual(known);
    expect(again.filter((topic) => VALUES.test(topic) && !topic.endsWith('/availability'))).toEqual([]);
    const kinds = again.map((topic) => KINDS.findIndex((kind) => kind.test(topic))).filter((kind) => kind >= 0);
    expect(kinds).toEqual([...kinds].sort());
    expect(cloud.requests).toHaveLength(calls);
  });

  it('that is retained is an old one', async () => {
    const broker = await startMosquitto();
    await mosquittoPub(broker, STATUS, 'online', { retain: true });

    const { sub } = await startedBridge(broker);

    expect(await countWithin(broker, 'withings/anna/weight/attributes', LONGER_THAN_AN_ANSWER)).toBe(0);
    const told = (await sub.complete()).filter(({ topic }) => topic === 'withings/anna/weight/attributes');
    expect(told).toHaveLength(1);
  });

  it('is heard by the bridge after the broker was away', async () => {
    const broker = await startMosquitto({ persistence: true });
    const { program, sub } = await startedBridge(broker);
    await broker.stop();
    await program.prints(/warn +no connection/);
    await broker.restart();
    await program.prints(/info +connected[\s\S]*info +connected/);
    await broker.logs(/Received UNSUBSCRIBE/, broker.log().lastIndexOf('running'));
    const before = sub.received().length;

    await mosquittoPub(broker, STATUS, 'online');

    expect(await sub.sees(({ topic }) => topic === 'withings/anna/weight/attributes', before)).toBeTruthy();
  });
});
