import { createTopics } from '../../../src/mqtt/topics.js';
import type { AccountDevice, DiscoveryContext } from '../../../src/sinks/homeassistant/device-discovery.js';
import type { Device } from '../../../src/withings/user.js';

export const CONTEXT: DiscoveryContext = {
  topics: createTopics('withings'),
  prefix: 'homeassistant',
  instance: 'a1b2c3',
  version: '1.2.3',
};

export const ANNA: AccountDevice = {
  name: 'anna',
  displayName: 'Anna',
  userId: '1234567',
  units: 'metric',
  metrics: [],
};

export const SCALE: Device = {
  id: 'f00d',
  type: 'Scale',
  model: 'Body+',
  modelId: 5,
  battery: 'high',
  timezone: 'Europe/Berlin',
  firstSession: 1_700_000_000,
  lastSession: 1_772_345_525,
  firmware: '1951',
};
