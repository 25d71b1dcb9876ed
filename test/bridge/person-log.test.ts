import { describe, expect, it } from 'vitest';
import { personLog } from '../../src/bridge/person-log.js';
import { WithingsError } from '../../src/withings/errors.js';
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

describe('a feed that a plan or a login does without', () => {
  it('is one line of news, and no trouble', () => {
    const { log, lines } = logLines(['info', 'warn', 'error']);
    const events = personLog('anna', log, { onState: () => {}, onAuthorization: () => {} });

    events.onFeedLacking?.('nights', new WithingsError('insufficient_scope', { family: 'unauthorized', status: 277 }));

    expect(lines).toEqual([
      'info anna: Withings has no nights for this login or its plan (insufficient_scope); they are left out',
    ]);
  });
});
