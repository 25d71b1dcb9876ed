import { expect, it } from 'vitest';
import { hostToCall, socketHost } from '../../src/http/host-address.js';

it.each([
  ['127.0.0.1', '127.0.0.1', '127.0.0.1'],
  ['[::1]', '::1', '::1'],
  ['0.0.0.0', '0.0.0.0', '127.0.0.1'],
  ['::', '::', '::1'],
  ['[::]', '::', '::1'],
  ['box.lan', 'box.lan', 'box.lan'],
])('%s listens at %s and is called at %s', (host, listening, called) => {
  expect([socketHost(host), hostToCall(host)]).toEqual([listening, called]);
});
