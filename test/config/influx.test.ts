import { describe, expect, it } from 'vitest';
import { added, type Case, fails, load, REQUIRED } from './support.js';

describe('the section influx', () => {
  it.each<Case>([
    ['a database without a url', added('influx:\n  database: d'), '7:13: influx.database: needs influx.url'],
    ['a token without a url', added('influx:\n  token: t'), '7:10: influx.token: needs influx.url'],
    [
      'no place to write to',
      added('influx:\n  url: http://a'),
      '7:8: influx.url: needs influx.database (InfluxDB 1, VictoriaMetrics) or influx.bucket (InfluxDB 2, 3)',
    ],
    [
      'two places',
      added('influx:\n  url: http://a\n  bucket: b\n  database: d'),
      '9:13: influx.database: stands beside influx.bucket; expected one of the two',
    ],
    [
      'an organisation of a database',
      added('influx:\n  url: http://a\n  database: d\n  org: o'),
      '9:8: influx.org: needs influx.bucket',
    ],
    [
      'two logins',
      added('influx:\n  url: http://a\n  bucket: b\n  token: t\n  username: u'),
      '10:13: influx.username: stands beside influx.token; expected one of the two',
    ],
    [
      'a password of nobody',
      added('influx:\n  url: http://a\n  database: d\n  password: p'),
      '9:13: influx.password: needs influx.username',
    ],
  ])('%s', fails);

  it('is not needed, and may be empty', () => {
    expect(load(REQUIRED).influx).toEqual({});
    expect(load(`${REQUIRED}influx: { url: , token: "", database: ~ }\n`).influx).toEqual({});
  });

  it('may come from the environment', () => {
    const env = { WITHINGS2MQTT_INFLUX_URL: 'http://a/', WITHINGS2MQTT_INFLUX_DATABASE: 'd' };
    expect(load(REQUIRED, env).influx).toEqual({ url: 'http://a', database: 'd' });
  });
});
