import type { AxiosResponse } from 'axios';
import { describe, expect, it } from 'vitest';
import { causeOf, connectionReasonOf, proxyRefusal, saidByProxy } from '../../src/withings/no-connection.js';

const failed = (message: string, code?: string) => Object.assign(new Error(message), code && { code });
const V4 = failed('connect ETIMEDOUT 192.0.2.1:443', 'ETIMEDOUT');
const V6 = failed('connect ENETUNREACH 2001:db8::1:443', 'ENETUNREACH');
const BOTH = 'connect ETIMEDOUT 192.0.2.1:443; connect ENETUNREACH 2001:db8::1:443';

/** As Node puts it when none of a host's addresses answers: it says nothing itself. */
const noneAnswers = (...errors: Error[]) => Object.assign(new AggregateError(errors), { code: 'ETIMEDOUT' });

describe('reasonOf', () => {
  it.each([
    [
      'a message with its code',
      failed('connect ECONNREFUSED 127.0.0.1:1', 'ECONNREFUSED'),
      'connect ECONNREFUSED 127.0.0.1:1',
    ],
    ['a message without it', failed('socket hang up', 'ECONNRESET'), 'socket hang up (ECONNRESET)'],
    ['a host none of whose addresses answers', noneAnswers(V4, V6), BOTH],
    [
      'the same inside another error',
      Object.assign(new Error('', { cause: noneAnswers(V4, V6) }), { code: 'ETIMEDOUT' }),
      BOTH,
    ],
    ['the same reason twice', noneAnswers(failed('a', 'B'), failed('a', 'B')), 'a (B)'],
    ['no message, but a code', failed('', 'ETIMEDOUT'), 'ETIMEDOUT'],
    ['addresses that say nothing', noneAnswers(failed('', 'EPIPE'), failed(' ')), 'EPIPE'],
    ['nothing at all', failed(''), 'unknown reason'],
    ['what is no error', 'x', 'unknown reason'],
    ['an address of the web', failed('cannot get https://a.example/hook/secret now'), 'cannot get the server now'],
  ])('%s', (_, error, words) => expect(connectionReasonOf(error)).toBe(words));
});

describe('causeOf', () => {
  const code = (error: unknown) => (causeOf(error) as { code?: unknown }).code;

  it.each([
    ['of the error itself', failed('socket hang up', 'ECONNRESET'), 'ECONNRESET'],
    ['of what it has inside', new Error('', { cause: noneAnswers(V4, V6) }), 'ETIMEDOUT'],
    ['of one of several', new AggregateError([failed('x'), V6]), 'ENETUNREACH'],
    ['that is none', Object.assign(new Error('x'), { code: 7 }), undefined],
    ['of what is no error', 'x', undefined],
  ])('has the code %s', (_, error, expected) => expect(code(error)).toBe(expected));

  it('has the reason, and nothing else of the error', () => {
    const cause = causeOf(Object.assign(failed('socket hang up', 'ECONNRESET'), { config: { token: 'x' } }));

    expect([cause.message, { ...cause }]).toEqual(['socket hang up (ECONNRESET)', { code: 'ECONNRESET' }]);
  });
});

describe('an answer over https', () => {
  const from = (socket: unknown) => ({ request: { socket } }) as AxiosResponse;

  it.each([
    ['over TLS', { encrypted: true }, false],
    ['in clear', {}, true],
    ['over a socket that is gone', null, false],
  ])('%s: said by the proxy is %s', (_, socket, said) => expect(saidByProxy(from(socket))).toBe(said));

  it('that is not there is nobody\u2019s', () => expect(saidByProxy({} as AxiosResponse)).toBe(false));
});

describe('proxyRefusal', () => {
  const site = { endpoint: '/measure', action: 'getmeas' };

  it.each([
    [
      407,
      /^the proxy p:3128 lets nothing through .*getmeas \(HTTP 407\); it wants a user and password: set HTTPS_PROXY/,
    ],
    [403, /\(HTTP 403\); let it connect to Withings, or put .* into NO_PROXY$/],
  ])('HTTP %i', (status, words) => {
    const error = proxyRefusal(status, 'p:3128', site);

    expect(error).toMatchObject({ ...site, status, name: 'TransportError', temporary: true });
    expect(error.message).toMatch(words);
  });
});
