import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sign } from '../../src/withings/signature.js';

// Sample credentials printed in Withings' OpenAPI file; the digests were computed with another HMAC implementation.
const SECRET = 'd9286311451fc6ed71b372a075c58c5058be158f56a77865e43ab3783255424f';
const CLIENT_ID = '7573fd4a4c421ddd102dac406dc6e0e0e22f683c4a5e81ff0a5caf8b65abed67';
const NONCE = 'aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d';

describe('sign', () => {
  it('getnonce: action, client id and time', () => {
    const signature = sign({ action: 'getnonce', client_id: CLIENT_ID, timestamp: 1_594_159_644 }, SECRET);

    expect(signature).toBe('55ac4d683b9ad71cf0e27d07f652fc37d982d51ffc44390271992ffc85092459');
  });

  it.each([
    ['requesttoken', '147f1214c8b566f0fd21ee5fea344948fe2ea9edf9a00bcd00c3650517648759'],
    ['revoke', '1695c408e6163c98187ebdd47c07d53e7cd783234047d2cc5fd5daee4e165bdc'],
    ['getdemoaccess', '60bbfb521cabdf1d266204951e55fa6b719ca050bb9881ea9e4844f2f8b8ce12'],
    ['recoverauthorizationcode', '8b81a89f1dd96d9c50f1ce9ed07b3b43a58aa05d95e17d978528079b7577bb69'],
    ['listusers', 'cc0b8bdc7e822fe839ca9b1e09cc7b395a9f2509277671cf06690956b9a4b7ca'],
    ['subscribe', 'cdf72e70ee6fc1ff7be709be1364b90c984aafd5a41016c1dbf98374bf8d453a'],
    ['get', '34db9cb29bf6c3bc8d082393fbc1ce4f8d63ea4959e3fea01091f512d9d64d1b'],
  ])('%s: action, client id and nonce', (action, digest) => {
    expect(sign({ action, client_id: CLIENT_ID, nonce: NONCE }, SECRET)).toBe(digest);
  });

  it('orders by key, not by how the keys were written', () => {
    const text = fc.string({ minLength: 1 });
    fc.assert(
      fc.property(text, text, text, text, (action, client_id, nonce, secret) => {
        const expected = createHmac('sha256', secret).update(`${action},${client_id},${nonce}`).digest('hex');

        expect(sign({ nonce, action, client_id }, secret)).toBe(expected);
        expect(sign({ client_id, nonce, action }, secret)).toBe(expected);
      }),
    );
  });
});
