import { describe, expect, it } from 'vitest';
import type { BrokerOptions } from '../../src/mqtt/broker.js';
import { clientIds } from '../../src/mqtt/client-ids.js';
import { clientOptions, stateWill } from '../../src/mqtt/client-options.js';

const BROKER: BrokerOptions = {
  ...{ url: 'mqtt://broker', protocolVersion: 5, keepalive: 60, rejectUnauthorized: true, qos: 1 },
  stateTopic: 'withings/bridge/state',
};
const SESSION = { expirySeconds: 60, willDelaySeconds: 30 };
const optionsOf = (broker: BrokerOptions) => clientOptions(broker, stateWill(broker));

describe('what a client tells the broker of itself', () => {
  it('begins anew and leaves its will at once', () => {
    const { clean, properties, will } = optionsOf(BROKER);

    expect(clean).toBe(true);
    expect(properties).not.toHaveProperty('sessionExpiryInterval');
    expect(will).toEqual({ topic: 'withings/bridge/state', payload: Buffer.from('offline'), qos: 1, retain: true });
  });

  it('goes on with a session, whose will waits', () => {
    const { clean, properties, will } = optionsOf({ ...BROKER, session: SESSION });

    expect(clean).toBe(false);
    expect(properties).toMatchObject({ sessionExpiryInterval: 60 });
    expect(will?.properties).toEqual({ willDelayInterval: 30 });
  });

  it('begins anew with MQTT 3.1.1, where a session would never end', () => {
    const { clean, properties, will } = optionsOf({ ...BROKER, protocolVersion: 4, session: SESSION });

    expect(clean).toBe(true);
    expect(properties).toBeUndefined();
    expect(will).not.toHaveProperty('properties');
  });
});

describe('client ids of several bridges', () => {
  it('differ, and the presence has the same for all', () => {
    const ids = clientIds({ clientId: undefined }, 'abc');

    expect([ids.presence, ids.bridge('n1'), ids.bridge('n2')]).toEqual([
      'withings2mqtt_abc',
      'withings2mqtt_abc_n1',
      'withings2mqtt_abc_n2',
    ]);
  });

  it('begin with what the configuration says', () => {
    const ids = clientIds({ clientId: 'clinic' }, 'abc');

    expect([ids.presence, ids.bridge('n1')]).toEqual(['clinic', 'clinic_n1']);
  });
});
