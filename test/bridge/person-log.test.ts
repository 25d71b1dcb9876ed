import { describe, expect, it } from 'vitest';
import { personLog } from '../../src/bridge/person-log.js';
import { WithingsError } from '../../src/withings/errors.js';
import { logLines } from '../log-lines.js';

describe('a feed that waits', () => {
  it('is a warning the first time, and for debugging from then on', () => {
    const { log, lines } = logLines(['warn', 'debug']);
    const events = personLog('anna', log, { onState: () => {}, onAuthorization: () => {}, page: undefined });

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
    const events = personLog('anna', log, { onState: () => {}, onAuthorization: () => {}, page: undefined });

    events.onFeedLacking?.('nights', new WithingsError('insufficient_scope', { family: 'unauthorized', status: 277 }));

    expect(lines).toEqual([
      'info anna: Withings has no nights for this login or its plan (insufficient_scope); they are left out',
    ]);
  });
});

describe('a login that is lost', () => {
  const lost = (page: string | undefined) => {
    const { log, lines } = logLines(['error']);
    personLog('anna', log, { onState: () => {}, onAuthorization: () => {}, page }).onAuthorization(
      'required',
      'refused',
    );
    return lines;
  };

  it('is renewed by the command, or at the page where there is one', () => {
    expect(lost(undefined)).toEqual(['error anna: cannot get in at Withings: refused; run: withings2mqtt auth anna']);
    expect(lost('http://127.0.0.1:8098')).toEqual([
      'error anna: cannot get in at Withings: refused; open http://127.0.0.1:8098, or run: withings2mqtt auth anna',
    ]);
  });
});
