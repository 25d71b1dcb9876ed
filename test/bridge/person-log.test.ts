import { describe, expect, it } from 'vitest';
import { personLog } from '../../src/bridge/person-log.js';
import { logLines } from '../log-lines.js';

describe('a feed that waits', () => {
  it('is a warning the first time, and for debugging from then on', () => {
    const { log, lines } = logLines(['warn', 'debug']);
    const events = personLog('anna', log, { onState: () => {}, onAuthorization: () => {} });

    events.onFeedWaits('ecgs', 61, true);
    events.onFeedWaits('ecgs', 61, false);

    expect(lines).toEqual([
      'warn anna: Withings wants fewer calls; ecgs wait for 61 s',
      'debug anna: Withings wants fewer calls; ecgs wait for 61 s',
    ]);
  });
});
