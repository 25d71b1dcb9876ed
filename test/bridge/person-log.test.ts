import { describe, expect, it } from 'vitest';
import { AT_COMMAND_LINE, IN_APP } from '../../src/bridge/advice.js';
import type { PersonEvents } from '../../src/bridge/person-events.js';
import { personLog } from '../../src/bridge/person-log.js';
import type { Fields, Log } from '../../src/log.js';
import { AuthenticationError, RateLimitError, TransportError, WithingsError } from '../../src/withings/errors.js';
import { logLines } from '../log-lines.js';

const TOO_MANY = new RateLimitError('Too Many', { retryAfter: 61, endpoint: '/v2/heart', action: 'list' });

describe('a failure', () => {
  const at = { endpoint: '/v2/sleep', action: 'getsummary' };
  const told = (tell: (events: PersonEvents) => void) => {
    const facts: (Fields | undefined)[] = [];
    const write = (_: string, fields?: Fields) => void facts.push(fields);
    const log: Log = { ...logLines().log, error: write, warn: write, info: write };
    tell(personLog('anna', log, { onState: () => {}, onAuthorization: () => {}, advice: 'x' }));
    return facts;
  };

  it.each<[string, (events: PersonEvents) => void, string]>([
    ['of a feed', (events) => events.onFeedFailed('sleep', new TransportError('HTTP 502', at)), '/v2/sleep'],
    [
      'for want of a permission',
      (events) => events.onFeedFailed('sleep', new WithingsError('no', { ...at, family: 'unauthorized' })),
      '/v2/sleep',
    ],
    ['of one that is optional', (events) => events.onFeedLacking?.('nights', new WithingsError('no', at)), '/v2/sleep'],
    ['of too many calls', (events) => events.onFeedWaits('ecgs', TOO_MANY, true), '/v2/heart'],
    [
      'of a login',
      (events) => events.onAuthorization('required', 'no', new WithingsError('no', { endpoint: '/v2/oauth2' })),
      '/v2/oauth2',
    ],
  ])('%s says at which endpoint, in a field of its own', (_, tell, endpoint) => {
    expect(told(tell)).toEqual([expect.objectContaining({ account: 'anna', endpoint })]);
  });

  it('that did not happen at Withings has none', () => {
    const [facts] = told((events) => events.onFeedFailed('sleep', new TypeError('x is undefined')));

    expect(facts?.endpoint).toBeUndefined();
  });
});

describe('a feed that waits', () => {
  it('is a warning the first time, and for debugging from then on', () => {
    const { log, lines } = logLines(['warn', 'debug']);
    const events = personLog('anna', log, { onState: () => {}, onAuthorization: () => {}, advice: 'x' });

    events.onFeedWaits('ecgs', TOO_MANY, true);
    events.onFeedWaits('ecgs', TOO_MANY, false);

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

describe('a client that Withings gives no tokens', () => {
  const site = { endpoint: '/v2/oauth2', action: 'requesttoken' };

  it.each([
    [
      'in a way that may be its plan',
      new WithingsError('status 277: not in your plan', { ...site, family: 'unauthorized' }),
      'status 277: not in your plan',
    ],
    [
      'as it is another one',
      new AuthenticationError('status 503: Invalid Params: invalid client_id', site),
      'status 503: Invalid Params: invalid client_id',
    ],
  ])('is one line of the account, with what to do: %s', (_, error, reason) => {
    const { log, lines } = logLines(['error', 'warn', 'info']);
    const advice = AT_COMMAND_LINE.connect('anna');
    const events = personLog('anna', log, { onState: () => {}, onAuthorization: () => {}, advice });

    events.onFeedFailed('goals', error);

    expect(lines).toEqual([
      `error anna: Withings does not renew the login: ${reason}; check withings.client_id and withings.client_secret, and where they are right, run: withings2mqtt auth anna; the values stay, the next round tries again`,
    ]);
  });
});
