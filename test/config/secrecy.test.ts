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
});
