import { describe, expect, it } from 'vitest';
import { type HttpAnswer, parseAnswer } from '../../src/withings/envelope.js';
import {
  AuthenticationError,
  InvalidParametersError,
  RateLimitError,
  TransportError,
  WithingsError,
} from '../../src/withings/errors.js';

const MEASURE = { endpoint: '/measure', action: 'getmeas' };
const TOKEN = { endpoint: '/v2/oauth2', action: 'requesttoken' };

const NOON = Date.UTC(2026, 9, 1, 12);

function answer(body: unknown, more: Partial<HttpAnswer> = {}): HttpAnswer {
  return { status: 200, headers: {}, at: NOON, text: typeof body === 'string' ? body : JSON.stringify(body), ...more };
}

function errorOf(http: HttpAnswer, site = MEASURE): WithingsError {
  try {
    parseAnswer(http, site);
  } catch (error) {
    if (error instanceof WithingsError) return error;
    throw error;
  }
  throw new Error('expected an error');
}

describe('parseAnswer', () => {
  it.each([
    ['an object', { status: 0, body: { a: 1 } }, { a: 1 }],
    ['an empty one', { status: 0, body: {} }, {}],
    ['a list', { status: 0, body: [] }, []],
    ['null', { status: 0, body: null }, null],
    ['nothing', { status: 0 }, undefined],
    ['a status in a string', { status: '0', body: { a: 1 } }, { a: 1 }],
  ])('gives the body: %s', (_, envelope, body) => {
    expect(parseAnswer(answer(envelope), MEASURE)).toEqual(body);
  });

  it.each([
    [100, AuthenticationError, 'auth_failed', false],
    [102, AuthenticationError, 'auth_failed', false],
    [200, AuthenticationError, 'auth_failed', false],
    [401, AuthenticationError, 'auth_failed', false],
    [247, InvalidParametersError, 'invalid_params', false],
    [503, InvalidParametersError, 'invalid_params', false],
    [277, WithingsError, 'unauthorized', false],
    [2554, WithingsError, 'not_implemented', false],
    [215, WithingsError, 'error', true],
    [239, WithingsError, 'error', true],
    [522, WithingsError, 'timeout', true],
    [524, WithingsError, 'bad_state', true],
    [601, RateLimitError, 'too_many_requests', true],
  ])('status %i is a %o of family %s', (status, kind, family, temporary) => {
    for (const rest of [{ body: {} }, { body: [] }, { body: null }, {}]) {
      const error = errorOf(answer({ status, error: 'why', ...rest }));

      expect(error.constructor).toBe(kind);
      expect(error).toMatchObject({ name: kind.name, status, family, temporary, ...MEASURE });
      expect(error.message).toContain('/measure getmeas');
      expect(error.message).toContain('why');
    }
  });

  it.each([
    ['an HTML page', '<!doctype html><html></html>', 200, 'an HTML page'],
    ['nothing', '', 200, 'an empty body'],
    ['blanks', ' \n ', 200, 'an empty body'],
    ['half of the JSON', '{"status":0,"body":{"measureg', 200, 'JSON that breaks off'],
    ['a list', '[]', 200, 'something that is no JSON object'],
    ['null', 'null', 200, 'something that is no JSON object'],
    ['a word', 'OK', 200, 'something that is no JSON object'],
    ['no status', '{}', 200, 'JSON without a status'],
    ['a status that is no number', '{"status":"fine"}', 200, 'JSON without a status'],
    ['an error page', '<html></html>', 500, 'HTTP 500'],
    ['JSON of a gateway', '{"message":"no"}', 502, 'HTTP 502'],
    ['success with a failure code', '{"status":0,"body":{}}', 500, 'HTTP 500'],
    ['a page that is not there', '', 404, 'HTTP 404'],
    ['a redirect', '', 302, 'a redirect'],
  ])('no usable answer: %s', (_, text, status, words) => {
    const error = errorOf(answer(text, { status }));

    expect(error).toBeInstanceOf(TransportError);
    expect(error).toMatchObject({ status, family: 'transport', temporary: true, ...MEASURE });
    expect(error.message).toContain(words);
  });

  it('what Withings says becomes one line of a sensible length', () => {
    const error = `a\n2026-01-01 error forged\u001b[2J\u2028b${'x'.repeat(1_000_000)}`;

    expect(errorOf(answer({ status: 293, error })).message).toMatch(/^[^\p{C}\p{Zl}\p{Zp}]{40,400}$/u);
  });

  it('a call that Withings does not know is our fault, and no login helps', () => {
    const error = errorOf(answer({ status: 2554, error: 'unknown action' }));

    expect(error).toMatchObject({ refused: false, temporary: false });
    expect(error.message).toMatch(/unknown action; it does not know this call.*report it$/);
  });

  it.each([
    [214, 'no', true],
    [277, '', true],
    [2553, 'no', true],
    [2555, 'not allowed by the contract', true],
    [2555, 'An unknown error occurred', false],
    [403, 'XRequestID: [Not provided] - Insufficient_scope: The request requires higher privileges', true],
    [403, 'Forbidden', false],
    [215, 'no', false],
  ])('status %i (%s) is a refusal: %s', (status, error, refused) => {
    expect(errorOf(answer({ status, error }))).toMatchObject({ refused, temporary: !refused });
  });

  it('the envelope decides, whatever the HTTP status below 500', () => {
    const error = errorOf(answer({ status: 293, body: {} }, { status: 400 }));

    expect(error).toMatchObject({ name: 'InvalidParametersError', status: 293 });
  });

  it('HTTP 401 without an envelope is a refused login', () => {
    const errors = [errorOf(answer('<html></html>', { status: 401 })), errorOf(answer('{}', { status: 401 }))];

    for (const error of errors) {
      expect(error).toBeInstanceOf(AuthenticationError);
      expect(error).toMatchObject({ status: 401, needsLogin: false });
    }
  });
});

describe('parseAnswer: a missing scope without an envelope', () => {
  const OAUTH = '{"error":"insufficient_scope","error_description":"The request requires higher privileges"}';
  const HEADER = { 'www-authenticate': 'Bearer realm="Service", error="insufficient_scope"' };

  it.each([
    ['HTTP 403 in the words of OAuth', answer(OAUTH, { status: 403 })],
    ['HTTP 401 in the words of OAuth', answer(OAUTH, { status: 401 })],
    ['HTTP 403 with the header of OAuth', answer('', { status: 403, headers: HEADER })],
    ['HTTP 401 with the header of OAuth', answer('', { status: 401, headers: HEADER })],
  ])('%s is a refusal, and no fault of the login', (_, http) => {
    const error = errorOf(http);

    expect(error.constructor).toBe(WithingsError);
    expect(error).toMatchObject({ status: http.status, refused: true, temporary: false, ...MEASURE });
  });

  it('HTTP 403 in other words may be over soon: a firewall speaks of privileges, too', () => {
    const error = errorOf(answer('<html>You lack the privilege to see this page</html>', { status: 403 }));

    expect(error).toBeInstanceOf(TransportError);
    expect(error).toMatchObject({ refused: false, temporary: true });
  });
});

describe('parseAnswer: too many requests', () => {
  const SAME = 'Same arguments in less than 10 seconds';

  it.each([
    ['an identical call', answer({ status: 601, error: SAME }), 601, 12],
    ['the cap', answer({ status: 601, error: 'Too Many Request' }), 601, 61],
    ['no text', answer({ status: 601, body: {} }), 601, 61],
    ['601 that says how long', answer({ status: 601, error: SAME }, { headers: { 'retry-after': '30' } }), 601, 30],
    ['HTTP 429', answer('slow down', { status: 429 }), 429, 61],
    ['HTTP 429 that says how long', answer('', { status: 429, headers: { 'retry-after': '7' } }), 429, 7],
    ['a number', answer('', { status: 429, headers: { 'retry-after': 9 } }), 429, 9],
    ['0 seconds', answer('', { status: 429, headers: { 'retry-after': '0' } }), 429, 61],
    ['a date', answer('', { status: 429, headers: { 'retry-after': 'Thu, 01 Oct 2026 12:05:00 GMT' } }), 429, 300],
    [
      'a date by the clock of the cloud',
      answer('', {
        status: 429,
        headers: { 'retry-after': 'Wednesday, 02-Jan-30 12:05:00 GMT', date: 'Wed, 02 Jan 2030 12:00:00 GMT' },
      }),
      ...([429, 300] as const),
    ],
    [
      'a date beside one that is none',
      answer('', { status: 429, headers: { 'retry-after': 'Thu, 01 Oct 2026 12:05:00 GMT', date: 'today' } }),
      ...([429, 300] as const),
    ],
    [
      'a date that is over',
      answer('', { status: 429, headers: { 'retry-after': 'Thu, 01 Oct 2026 12:00:00 GMT' } }),
      429,
      61,
    ],
    ['no date', answer('', { status: 429, headers: { 'retry-after': 'in 5 minutes' } }), 429, 61],
    ['hours', answer('', { status: 429, headers: { 'retry-after': '7200' } }), 429, 7200],
    ['a week', answer('', { status: 429, headers: { 'retry-after': '604800' } }), 429, 86_400],
    ['a week in the body', answer({ status: 601, body: { wait_seconds: 604_800 } }), 601, 86_400],
    [
      'a date next year',
      answer('', { status: 429, headers: { 'retry-after': 'Sun, 03 Oct 2027 12:00:00 GMT' } }),
      429,
      86_400,
    ],
    ['the body says how long', answer({ status: 601, body: { wait_seconds: 188 }, error: SAME }), 601, 188],
    ['the envelope says how long', answer({ status: 601, wait_seconds: '188', error: SAME }), 601, 188],
    ['HTTP 429 whose body says how long', answer({ body: { wait_seconds: 12.2 } }, { status: 429 }), 429, 13],
    ['a gateway lets it through', answer({ status: 601, body: { wait_seconds: 188 } }, { status: 503 }), 601, 188],
    ['a wait that is none', answer({ status: 601, body: { wait_seconds: -3 }, error: SAME }), 601, 12],
    [
      'header and body: the longer one',
      answer({ status: 601, body: { wait_seconds: 30 } }, { headers: { 'retry-after': '20' } }),
      601,
      30,
    ],
  ])('%s', (_, http, status, retryAfter) => {
    const error = errorOf(http);

    expect(error).toBeInstanceOf(RateLimitError);
    expect(error).toMatchObject({ status, retryAfter, temporary: true });
    expect(error.message).toMatch(new RegExp(`; wait ${retryAfter} s$`));
  });
});

describe('parseAnswer: 503', () => {
  it.each(['Invalid Params: invalid refresh_token', 'Invalid Params: invalid code', ''])(
    'of the token endpoint (%s): authorise again',
    (text) => {
      const error = errorOf(answer({ status: 503, body: {}, error: text }), TOKEN);

      expect(error).toMatchObject({ name: 'AuthenticationError', status: 503, needsLogin: true, temporary: false });
    },
  );

  it('of the token endpoint for a wrong client secret: a new login would not help', () => {
    const error = errorOf(answer({ status: 503, error: 'Invalid Params: invalid client id/secret' }), TOKEN);

    expect(error).toMatchObject({ name: 'AuthenticationError', needsLogin: false });
  });

  it.each([
    ['a page', '<html>503</html>', 503],
    ['nothing', '', 503],
    ['JSON of a gateway', '{"status":503,"error":"Service Unavailable"}', 503],
    ['JSON of a gateway', '{"status":"502","error":"Bad Gateway"}', 502],
    ['JSON of a gateway', '{"status":504,"error":"Gateway Timeout"}', 504],
    ['JSON of a server', '{"status":500,"error":"Internal Server Error"}', 500],
    ['another status', '{"status":401}', 502],
  ])('%s (%s) with HTTP %i says nothing about login or parameters', (_, text, status) => {
    for (const site of [TOKEN, MEASURE]) {
      const error = errorOf(answer(text, { status }), site);

      expect(error).toBeInstanceOf(TransportError);
      expect(error).toMatchObject({ status, temporary: true });
      expect(error.message).toContain(`HTTP ${status}`);
    }
  });

  it('of any other endpoint: wrong parameters', () => {
    const error = errorOf(answer({ status: 503, error: 'Invalid Params: invalid lastupdate' }));

    expect(error).toBeInstanceOf(InvalidParametersError);
  });
});

describe('parseAnswer: ids beyond what a number holds', () => {
  it('stay apart', () => {
    const text = '{"status":0,"body":{"ids":[9007199254740992,9007199254740993],"name":"9007199254740993"}}';

    expect(parseAnswer(answer(text), MEASURE)).toEqual({
      ids: ['9007199254740992', '9007199254740993'],
      name: '9007199254740993',
    });
  });
});
