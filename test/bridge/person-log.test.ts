import { describe, expect, it } from 'vitest';
import { AT_COMMAND_LINE, IN_APP } from '../../src/bridge/advice.js';
import { personLog } from '../../src/bridge/person-log.js';
import { WithingsError } from '../../src/withings/errors.js';
import { logLines } from '../log-lines.js';

describe('a feed that waits', () => {
  it('is a warning the first time, and for debugging from then on', () => {
    const { log, lines } = logLines(['warn', 'debug']);
    const events = personLog('anna', log, { onState: () => {}, onAuthorization: () => {}, advice: 'x' });

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
    const events = personLog('anna', log, { onState: () => {}, onAuthorization: () => {}, advice: 'x' });

    events.onFeedLacking?.('nights', new WithingsError('insufficient_scope', { family: 'unauthorized', status: 277 }));

    expect(lines).toEqual([
      'info anna: Withings has no nights for this login or its plan (insufficient_scope); they are left out',
    ]);
  });
});

describe('a login that is lost', () => {
  const lost = (advice: string) => {
    const { log, lines } = logLines(['error']);
    const events = personLog('anna', log, { onState: () => {}, onAuthorization: () => {}, advice });
    events.onAuthorization('required', 'refused');
    return lines;
  };

  it('is renewed by the command, or at the page where there is one', () => {
    expect(lost(AT_COMMAND_LINE.connect('anna'))).toEqual([
      'error anna: cannot get in at Withings: refused; run: withings2mqtt auth anna',
    ]);
    expect(lost(AT_COMMAND_LINE.connect('anna', 'http://127.0.0.1:8098'))).toEqual([
      'error anna: cannot get in at Withings: refused; open http://127.0.0.1:8098, or run: withings2mqtt auth anna',
    ]);
  });

  it('is renewed at the panel in an App', () => {
    expect(lost(IN_APP.connect('anna', 'http://127.0.0.1:8098'))).toEqual([
      'error anna: cannot get in at Withings: refused; open the page (panel Withings) and connect anna',
    ]);
  });
});

describe('a permission that was left out', () => {
  it('is asked for where the person sits', () => {
    const { log, lines } = logLines(['error']);
    const advice = IN_APP.connect('anna');
    const events = personLog('anna', log, { onState: () => {}, onAuthorization: () => {}, advice });

    events.onFeedFailed('sleep', new WithingsError('insufficient_scope', { family: 'unauthorized', status: 277 }));

    expect(lines).toEqual([
      'error anna: Withings lets the bridge read no sleep: insufficient_scope; to have them, open the page (panel Withings) and connect anna, and allow everything there',
    ]);
  });
});
