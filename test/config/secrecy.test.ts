import { describe, expect, it } from 'vitest';
import { failure } from './support.js';

describe('secrets', () => {
  it.each(['client_secret', 'password', 'token'])('%s is never repeated', (key) => {
    const section = { client_secret: 'withings', password: 'mqtt', token: 'homeassistant' }[key];
    const values = [
      '[geheim]',
      '{ geheim: geheim }',
      'ge,heim: x',
      '!geheim',
      '*geheim',
      '&geheim',
      '"geheim',
      '@geheim',
      'geheim: x',
      '%geheim',
      '"\\geheim"',
      '|geheim',
      'geheim\n geheim: x',
    ];

    const messages = values.map((value) => failure(`${section}:\n  ${key}: ${value}\n`).message);

    for (const message of messages) expect(message).not.toContain('heim');
  });

  const START = 'withings: { client_id: a, client_secret: b }\naccounts: [{ name: anna }]\n';

  it.each([
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the reader of the file fills it in.
    ...['!secret odd', '"${ODD}"'].flatMap((odd) => [
      `mqtt: { url: ${odd} }`,
      `mqtt: { url: embedded, keepalive: ${odd} }`,
      `mqtt: { base_topic: { a: ${odd} } }`,
      `server: { port: ${odd} }`,
      `server: { public_url: ${odd} }`,
      `log: { level: ${odd} }`,
      `homeassistant: { enabled: ${odd} }`,
      `homeassistant: { discovery_prefix: [${odd}] }`,
    ]),
    'mqtt: { url: "mqtt://bridge:geheim-+#@localhost" }',
    'mqtt: { url: "geheim-+#" }',
    'homeassistant: { url: "http://geheim-+#@localhost" }',
    'server: { public_url: "https://geheim:x@localhost" }',
    'influx: { url: "http://geheim-+#@localhost", database: d }',
    'influx: { token: geheim-+# }',
    'influx: { url: "http://localhost", database: d, password: geheim-+# }',
  ])('a value where something else belongs is never repeated: %s', (line) => {
    const { message } = failure(`${START}${line}\n`, { ODD: 'geheim-+#' }, 'odd: "geheim-+#"\n');

    expect(message).toMatch(/^config\.yaml:3:\d+: /);
    expect(message).not.toContain('geheim');
  });

  it('nor is one that an environment variable brings', () => {
    const { message } = failure(START, { WITHINGS2MQTT_SERVER_PORT: 'geheim-+#' });

    expect(message).toMatch(/WITHINGS2MQTT_SERVER_PORT/);
    expect(message).not.toContain('geheim');
  });

  it.each(['odd: "geheim-+#\n', 'odd: {geheim-+#: 1}\n', 'odd: [geheim-+#]\n', 'geheim-+#\n', 'other: geheim-+#\n'])(
    'nor is what stands in a secrets.yaml that is wrong: %j',
    (secrets) => {
      const { message } = failure(`${START}mqtt: { password: !secret odd }\n`, {}, secrets);

      expect(message).toMatch(/secret odd/);
      expect(message).not.toContain('geheim');
    },
  );
});
