import { describe, expect, it } from 'vitest';
import { createRefusals } from '../../../src/cluster/refusals.js';
import { logLines } from '../../log-lines.js';

const NO = 'Publish error: Not authorized';

describe('what the broker refuses', () => {
  it('is said once for each reason, of however many', () => {
    const { log, lines } = logLines();
    const { refused } = createRefusals(log);
    for (let count = 0; count < 3000; count++) refused(`homeassistant/${count}`, NO);
    refused('withings/anna/night', 'it is too large');
    expect(lines).toEqual([
      `warn the broker refuses a message on homeassistant/0: ${NO}; others with the same reason are not listed`,
      'warn the broker refuses a message on withings/anna/night: it is too large; others with the same reason are not listed',
    ]);
  });

  it('is over when the broker takes one of these, and is said again if it comes back', () => {
    const { log, lines } = logLines();
    const { refused, taken } = createRefusals(log);
    for (const topic of ['homeassistant/a', 'homeassistant/b']) refused(topic, NO);
    taken('withings/anna/weight');
    expect(lines).toHaveLength(1);
    for (const topic of ['homeassistant/b', 'homeassistant/a']) taken(topic);
    refused('homeassistant/a', NO);
    expect(lines.slice(1)).toEqual([`info the broker takes a message again that it refused: ${NO}`, lines[0]]);
  });
});
