import { describe, expect, it } from 'vitest';
import { describeProblem } from '../../src/mqtt/problem.js';

const failure = (message: string, code?: string | number) => Object.assign(new Error(message), { code });
const QOS_1 = { qos: 1 } as const;
const LOGIN = 'it refuses the login; check mqtt.username and mqtt.password';
const VERSION = 'it does not speak this version of MQTT; set mqtt.protocol_version';
const TAKEN = 'another client with the same mqtt.client_id has taken the connection over; give one of them another';
const tls = (message: string) => `TLS failed: ${message}; check mqtt.ca, mqtt.cert, mqtt.key and the host name`;

describe('describeProblem', () => {
  it.each([
    ['connect ECONNREFUSED 192.0.2.1:1883', 'ECONNREFUSED', 'away', 'nothing listens there (connection refused)'],
    ['getaddrinfo ENOTFOUND brocker', 'ENOTFOUND', 'away', 'that host name is not known'],
    ['getaddrinfo ENOTFOUND tls.example', 'ENOTFOUND', 'away', 'that host name is not known'],
    ['getaddrinfo EAI_AGAIN ssl.example', 'EAI_AGAIN', 'away', 'that host name cannot be looked up now'],
    ['connect EHOSTUNREACH', 'EHOSTUNREACH', 'away', 'that host cannot be reached'],
    ['connect ENETUNREACH', 'ENETUNREACH', 'away', 'that network cannot be reached'],
    ['connect ETIMEDOUT', 'ETIMEDOUT', 'away', 'no answer in time'],
    ['read ECONNRESET', 'ECONNRESET', 'away', 'it reset the connection'],
    ['write EPIPE', 'EPIPE', 'away', 'it closed the connection'],
    ['odd', 'EODD', 'away', 'odd (EODD)'],
    ['connack timeout', undefined, 'away', 'no answer in time'],
    ['Connection refused: Not authorized', 5, 'login', LOGIN],
    ['Connection refused: Bad username or password', 4, 'login', LOGIN],
    ['Connection refused', 134, 'login', LOGIN],
    ['Connection refused', 135, 'login', LOGIN],
    ['Connection refused', 1, 'protocol', VERSION],
    ['Connection refused', 132, 'protocol', VERSION],
    ['the broker ended the connection', 142, 'taken', TAKEN],
    ['Connection refused: Server unavailable', 3, 'other', 'it is not available now'],
    ['self-signed certificate', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'tls', tls('self-signed certificate')],
    ['unable to verify', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls', tls('unable to verify')],
    ['Hostname does not match', 'ERR_TLS_CERT_ALTNAME_INVALID', 'tls', tls('Hostname does not match')],
    ['write EPROTO: SSL routines', 'EPROTO', 'tls', tls('write EPROTO: SSL routines')],
    ['certificate has expired', 'CERT_HAS_EXPIRED', 'tls', tls('certificate has expired')],
    ['disconnected before secure TLS', 'ECONNRESET', 'tls', tls('disconnected before secure TLS')],
    ['TLS not authorized', undefined, 'tls', tls('TLS not authorized')],
    ['odd bytes', undefined, 'other', 'it does not answer like an MQTT broker: odd bytes'],
  ])('%s (%s)', (message, code, kind, text) => {
    expect(describeProblem(failure(message, code), false, QOS_1)).toEqual({ kind, text });
  });

  it.each([
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', '0A00045C', 'ssl3_read_bytes', 'tlsv13 alert certificate required'],
    ['EPROTO', '0A00010B', 'ssl3_get_record', 'wrong version number'],
  ])('keeps a message of OpenSSL to one line that people can read (%s)', (code, number, where, reason) => {
    const source = '../deps/openssl/openssl/ssl/record/file.c:1601:SSL alert number 116';
    const message = `write 807C7FA5867F0000:error:${number}:SSL routines:${where}:${reason}:${source}\n`;

    expect(describeProblem(failure(message, code), false, QOS_1)).toEqual({ kind: 'tls', text: tls(reason) });
  });

  it('looks into a host with several addresses', () => {
    const several = Object.assign(new AggregateError([failure('connect ECONNREFUSED ::1', 'ECONNREFUSED')], ''), {
      code: 'ECONNREFUSED',
    });
    const nameless = new AggregateError([failure('connect ETIMEDOUT', 'ETIMEDOUT')], '');

    expect(describeProblem(several, false, QOS_1).text).toBe('nothing listens there (connection refused)');
    expect(describeProblem(nameless, false, QOS_1).text).toBe('no answer in time');
  });

  it.each([
    [true, { kind: 'away', text: 'it closed the connection' }],
    [false, { kind: 'silent', text: 'it closed the connection before greeting' }],
  ])('without an error, up before: %s', (wasUp, expected) => {
    expect(describeProblem(undefined, wasUp, QOS_1)).toEqual(expected);
  });

  it('blames nobody for what comes over a connection that was up', () => {
    expect(describeProblem(failure('odd bytes'), true, QOS_1)).toEqual({ kind: 'other', text: 'odd bytes' });
  });
});
