import { describe, it } from 'vitest';
import { added, type Case, fails, poll } from './support.js';

describe('values out of range', () => {
  it.each<Case>([
    ['port 0', added('server:\n  port: 0'), '7:9: server.port: is not valid; expected a whole number from 1 to 65535'],
    [
      'port 65536',
      added('server:\n  port: 65536'),
      '7:9: server.port: is not valid; expected a whole number from 1 to 65535',
    ],
    [
      'keepalive',
      added('mqtt:\n  keepalive: 70000'),
      '7:14: mqtt.keepalive: is not valid; expected seconds, a whole number from 0 to 65535',
    ],
    [
      'protocol',
      added('mqtt:\n  protocol_version: 3'),
      '7:21: mqtt.protocol_version: is not valid; expected one of 4, 5',
    ],
    [
      'protocol as text',
      added('mqtt:\n  protocol_version: "5"'),
      '7:21: mqtt.protocol_version: is text; expected one of 4, 5',
    ],
    ['qos', added('mqtt:\n  qos: 3'), '7:8: mqtt.qos: is not valid; expected one of 0, 1, 2'],
    [
      'log level',
      added('log:\n  level: verbose'),
      '7:10: log.level: is not valid; expected one of error, warn, info, debug',
    ],
    ['log format', added('log:\n  format: xml'), '7:11: log.format: is not valid; expected one of text, json'],
    ['too short', poll('59s'), '4:18: withings.poll_interval: is too short; expected 1m at least'],
    ['too long', poll('169h'), '4:18: withings.poll_interval: is too long; expected 168h at most'],
    ['no unit', poll('"10"'), '4:18: withings.poll_interval: is not valid; expected a duration such as 90s, 10m or 1h'],
    ['days', poll('1d'), '4:18: withings.poll_interval: is not valid; expected a duration such as 90s, 10m or 1h'],
    ['zero', poll('0m'), '4:18: withings.poll_interval: is not valid; expected a duration such as 90s, 10m or 1h'],
  ])('%s', fails);
});

describe('several problems', () => {
  it.each<Case>([
    [
      'the first by position',
      added('log:\n  level: loud\nserver:\n  port: 0\n  prot: 1'),
      '7:10: log.level: is not valid; expected one of error, warn, info, debug',
    ],
    [
      'an unknown key before a wrong value',
      added('server:\n  prot: 1\nlog:\n  level: loud'),
      '7:3: server.prot: unknown key; did you mean port?',
    ],
    [
      'a duplicate name before a wrong value',
      added('  - name: anna\nlog:\n  level: loud'),
      '6:11: accounts[1].name: duplicate name, as accounts[0]; expected another one',
    ],
  ])('%s', fails);
});
