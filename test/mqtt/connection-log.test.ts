import { describe, expect, it } from 'vitest';
import { createConnectionLog } from '../../src/mqtt/connection-log.js';
import type { BrokerProblem } from '../../src/mqtt/problem.js';
import { logLines } from '../log-lines.js';

const URL = 'mqtt://broker';
const CLOSED: BrokerProblem = { kind: 'away', text: 'it closed the connection' };
const REFUSED: BrokerProblem = { kind: 'away', text: 'nothing listens there' };
const LOGIN: BrokerProblem = { kind: 'login', text: 'it refuses the login' };
const TAKEN: BrokerProblem = { kind: 'taken', text: 'another client' };

/** Levels and texts of what is said at info and above. */
function setUp() {
  const { log, lines } = logLines();
  return { lines, say: createConnectionLog(log, URL) };
}

const UP = `info connected to the broker at ${URL} (MQTT 5)`;
const away = (text: string) => `warn no connection to the broker at ${URL}: ${text}; trying again until it is there`;

describe('the log of the connection', () => {
  it('says of an outage that it began and that it ended, whatever each try met', () => {
    const { lines, say } = setUp();

    say.up(5);
    say.problem(CLOSED, 0);
    for (const failures of [1, 2, 3, 4]) say.problem(REFUSED, failures);
    say.up(5);

    expect(lines).toEqual([UP, away(CLOSED.text), UP]);
  });

  it('says the next outage anew when the connection had lasted', () => {
    const { lines, say } = setUp();

    for (let count = 0; count < 2; count++) {
      say.up(5);
      say.problem(CLOSED, 0);
    }

    expect(lines).toEqual([UP, away(CLOSED.text), UP, away(CLOSED.text)]);
  });

  it('does not tell a fight over and over', () => {
    const { lines, say } = setUp();

    for (let failures = 1; failures < 50; failures++) {
      say.up(4);
      say.problem(TAKEN, failures);
    }

    const up = `info connected to the broker at ${URL} (MQTT 3.1.1)`;
    expect(lines).toEqual([up, `error no connection to the broker at ${URL}: another client`, up]);
  });

  it('does not leave it at connected when the second outage of a minute lasts', () => {
    const { lines, say } = setUp();
    say.up(5);
    say.problem(CLOSED, 1);
    say.up(5);

    say.problem(CLOSED, 2);
    for (const failures of [3, 4, 5, 6]) say.problem(REFUSED, failures);

    expect(lines).toEqual([UP, away(CLOSED.text), UP, away(REFUSED.text)]);
  });

  it('says another kind of problem, and each other one, beside the first', () => {
    const { lines, say } = setUp();
    const other = (text: string): BrokerProblem => ({ kind: 'other', text });

    for (const problem of [REFUSED, LOGIN, REFUSED, LOGIN, other('odd'), other('odder'), other('odd')]) {
      say.problem(problem, 1);
    }

    expect(lines.map((line) => line.replace(`no connection to the broker at ${URL}: `, ''))).toEqual([
      'warn nothing listens there; trying again until it is there',
      'error it refuses the login',
      'warn odd; trying again until it is there',
      'warn odder; trying again until it is there',
    ]);
  });

  it('warns once of what may not be read', () => {
    const { lines, say } = setUp();

    say.unreadable('no');
    say.unreadable('no again');

    expect(lines).toEqual([expect.stringMatching(/^warn cannot read from the broker: no;/)]);
  });
});
