import { describe, expect, it } from 'vitest';
import { openTurnLog } from '../../../src/cluster/turn-log.js';
import { logLines } from '../../log-lines.js';

describe('the log of a turn', () => {
  it('says one level lower what happens to one person of many', () => {
    const { log, lines } = logLines();
    const turn = openTurnLog(log);
    turn.log.error('must authorise it again');
    turn.log.warn('not this time');
    turn.log.info('there');
    expect(lines).toEqual(['info must authorise it again']);
  });

  it('forgets what it hid when it ends, and nothing that another one of the same person hides', () => {
    const { log } = logLines();
    const [one, other] = [openTurnLog(log), openTurnLog(log)];
    one.log.hide('token-1', 'anna access token');
    other.log.hide('token-1', 'anna access token');
    one.end();
    expect(log.blank('token-1')).toBe('***');
    other.end();
    expect(log.blank('token-1')).toBe('token-1');
  });
});
