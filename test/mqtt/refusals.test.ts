import { describe, expect, it } from 'vitest';
import { createRefusals } from '../../src/mqtt/refusals.js';
import { logLines } from '../log-lines.js';

const NO = 'Publish error: Not authorized';
const ADVICE = 'see what its ACL lets this user write, and how large a message may be';

describe('what the broker refuses', () => {
  it('is said once for each reason, of however many', () => {
    const { log, lines } = logLines();
    const { refused } = createRefusals(log);
    for (let count = 0; count < 3000; count++) refused(`homeassistant/${count}`, NO);
    refused('withings/anna/night', 'it is too large');
    expect(lines).toEqual([
      `error the broker refuses a message on homeassistant/0: ${NO}; ${ADVICE}; others with the same reason are not listed`,
      `error the broker refuses a message on withings/anna/night: it is too large; ${ADVICE}; others with the same reason are not listed`,
    ]);
  });

  it('is a problem, in words, for as long as it lasts', () => {
    const { log } = logLines();
    const { refused, taken, problem } = createRefusals(log);
    expect(problem()).toBeUndefined();
    refused('homeassistant/a', NO);
    expect(problem()).toBe(`the broker refuses a message on homeassistant/a: ${NO}; ${ADVICE}`);
    taken('homeassistant/a');
    expect(problem()).toBeUndefined();
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
