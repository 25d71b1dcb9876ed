import { describe, it } from 'vitest';
import { added, type Case, fails, withings } from './support.js';

const BROKER = 'a URL with mqtt, mqtts, ws or wss, or the word embedded';
const TOPIC = 'a topic such as home/health: no + or #, no empty level, no / at the start or the end';

describe('URLs', () => {
  it.each<Case>([
    ['no URL', added('mqtt:\n  url: broker'), `7:8: mqtt.url: is not valid; expected ${BROKER}`],
    ['http for the broker', added('mqtt:\n  url: http://broker'), `7:8: mqtt.url: is not valid; expected ${BROKER}`],
    ['no host', added('mqtt:\n  url: "mqtt://"'), `7:8: mqtt.url: is not valid; expected ${BROKER}`],
    ['only a port', added('mqtt:\n  url: "mqtt://:1883"'), `7:8: mqtt.url: is not valid; expected ${BROKER}`],
    ['a port too high', added('mqtt:\n  url: mqtt://b:99999'), `7:8: mqtt.url: is not valid; expected ${BROKER}`],
    ['a space', added('mqtt:\n  url: mqtt://b c'), `7:8: mqtt.url: is not valid; expected ${BROKER}`],
    [
      'a login',
      added('mqtt:\n  url: mqtt://me:geheim@b'),
      '7:8: mqtt.url: carries a user name or password; expected them in mqtt.username and mqtt.password',
    ],
    [
      'a user',
      added('mqtt:\n  url: mqtt://me@b'),
      '7:8: mqtt.url: carries a user name or password; expected them in mqtt.username and mqtt.password',
    ],
    [
      'a password with a slash',
      added('mqtt:\n  url: mqtt://me:12/geheim@b'),
      '7:8: mqtt.url: carries a user name or password; expected them in mqtt.username and mqtt.password',
    ],
    [
      'mqtt for an API',
      withings('  api_url: mqtt://a\n  client_id: a\n  client_secret: b\n'),
      '2:12: withings.api_url: is not valid; expected a URL with http or https',
    ],
    [
      'no host for an API',
      withings('  account_url: https://\n  client_id: a\n  client_secret: b\n'),
      '2:16: withings.account_url: is not valid; expected a URL with http or https',
    ],
    [
      'a path alone',
      withings('  redirect_uri: /callback\n  client_id: a\n  client_secret: b\n'),
      '2:17: withings.redirect_uri: is not valid; expected a URL with http or https',
    ],
    [
      'a login for an API',
      withings('  api_url: https://me:geheim@a\n  client_id: a\n  client_secret: b\n'),
      '2:12: withings.api_url: carries a user name or password; expected none',
    ],
    [
      'Home Assistant over ftp',
      added('homeassistant:\n  url: ftp://ha'),
      '7:8: homeassistant.url: is not valid; expected the URL of Home Assistant, with http, https, ws or wss',
    ],
    [
      'a history without a way to Home Assistant',
      added('homeassistant:\n  url: ws://ha\n  import_history: true'),
      '8:19: homeassistant.import_history: needs homeassistant.url and homeassistant.token',
    ],
    [
      'InfluxDB with a query',
      added('influx:\n  url: http://a/?b=c\n  database: d'),
      '7:8: influx.url: is not valid; expected a URL with http or https, without ? and #',
    ],
    [
      'a login for InfluxDB',
      added('influx:\n  url: http://me:geheim@a'),
      '7:8: influx.url: carries a user name or password; expected none',
    ],
    [
      'http for the world',
      added('server:\n  public_url: http://example.org'),
      '7:15: server.public_url: is not secure; expected https (http only on a loopback address)',
    ],
    [
      'nearly a loopback',
      added('server:\n  public_url: http://127.0.0.1.example.org'),
      '7:15: server.public_url: is not secure; expected https (http only on a loopback address)',
    ],
    [
      'no public URL',
      added('server:\n  public_url: example.org'),
      '7:15: server.public_url: is not valid; expected a URL with https',
    ],
  ])('%s', fails);
});

describe('topics', () => {
  it.each<Case>([
    ...['/a', 'a/', 'a//b', 'a/+', '"a/#"', '/', '""'].map(
      (topic): Case => [
        `base topic ${topic}`,
        added(`mqtt:\n  base_topic: ${topic}`),
        `7:15: mqtt.base_topic: is not valid; expected ${TOPIC}`,
      ],
    ),
    [
      'prefix',
      added('homeassistant:\n  discovery_prefix: a/#'),
      `7:21: homeassistant.discovery_prefix: is not valid; expected ${TOPIC}`,
    ],
    [
      'status',
      added('homeassistant:\n  status_topic: a/+'),
      '7:17: homeassistant.status_topic: is not valid; expected a topic without + or #',
    ],
    [
      'base topic as the default prefix',
      added('mqtt:\n  base_topic: homeassistant'),
      '7:15: mqtt.base_topic: is the same topic as homeassistant.discovery_prefix; expected two different ones',
    ],
    [
      'prefix as the default base topic',
      added('homeassistant:\n  discovery_prefix: withings'),
      '7:21: homeassistant.discovery_prefix: is the same topic as mqtt.base_topic; expected two different ones',
    ],
    [
      'both the same',
      added('homeassistant:\n  discovery_prefix: x\nmqtt:\n  base_topic: x'),
      '9:15: mqtt.base_topic: is the same topic as homeassistant.discovery_prefix; expected two different ones',
    ],
  ])('%s', fails);
});
