import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readAssets } from '../../src/page/assets.js';
import { encodingFor } from '../../src/page/static-files.js';
import { withFolder } from '../folder.js';
import { servePage } from './serve-page.js';

const SCRIPT = '/assets/index-AbCd1234.js';

describe('the page', () => {
  it('is never kept, and what it loads is kept for good', async () => {
    const { app } = await servePage();

    const page = await app.inject({ url: '/' });
    const script = await app.inject({ url: SCRIPT });

    expect([page.statusCode, page.headers['content-type'], page.headers['cache-control']]).toEqual([
      ...[200, 'text/html; charset=utf-8', 'no-store'],
    ]);
    expect([script.headers['content-type'], script.headers['cache-control']]).toEqual([
      ...['text/javascript; charset=utf-8', 'public, max-age=31536000, immutable'],
    ]);
  });

  it.each([
    ['gzip, deflate, br', 'br', brotliDecompressSync],
    ['gzip', 'gzip', gunzipSync],
    ['', undefined, (body: Buffer) => body],
  ])('comes as small as a client takes it: %s', async (accepted, encoding, unpack) => {
    const { app } = await servePage();

    const { headers, rawPayload } = await app.inject({ url: SCRIPT, headers: { 'accept-encoding': accepted } });

    expect([headers['content-encoding'], headers.vary]).toEqual([encoding, 'Accept-Encoding']);
    expect(Number(headers['content-length'])).toBe(rawPayload.length);
    expect(unpack(rawPayload).toString()).toContain('console.log');
  });

  it('answers HEAD as GET, without the body', async () => {
    const { app } = await servePage();

    const answer = await app.inject({ method: 'HEAD', url: SCRIPT });

    expect([answer.statusCode, answer.body]).toEqual([200, '']);
    expect(Number(answer.headers['content-length'])).toBeGreaterThan(3000);
  });

  it('is a sentence where nobody has built it', async () => {
    const { app } = await servePage({ options: { assets: undefined } });

    const answer = await app.inject({ url: '/' });

    expect([answer.statusCode, answer.body]).toEqual([503, 'The files of this page are missing; see the log.\n']);
  });

  it.each(['/assets/..%2Findex.html', '/assets/%2e%2e/%2e%2e/etc/passwd', '/index.html/', '/assets/'])(
    'is nothing else of the disk: %s',
    async (url) => {
      const { app } = await servePage();
      expect((await app.inject({ url })).statusCode).toBe(404);
    },
  );
});

it.each([
  ['br;q=1.0, gzip;q=0.8', 'br'],
  ['br;q=0, gzip', 'gzip'],
  ['BR', 'br'],
  ['identity', undefined],
  [undefined, undefined],
])('of %s takes %s', (accepted, encoding) => expect(encodingFor(accepted)).toBe(encoding));

describe('readAssets', () => {
  it('reads every file of a folder, and knows those by whose name they may be kept', () =>
    withFolder(async (dir) => {
      await mkdir(join(dir, 'assets'));
      for (const file of ['index.html', 'icon.svg', 'assets/index-Dx_3f-9a.css']) await writeFile(join(dir, file), 'x');

      const assets = await readAssets(`${dir}/`);

      expect([...assets].map(([path, { type, isHashed }]) => [path, type, isHashed]).sort()).toEqual([
        ['assets/index-Dx_3f-9a.css', 'text/css; charset=utf-8', true],
        ['icon.svg', 'image/svg+xml; charset=utf-8', false],
        ['index.html', 'text/html; charset=utf-8', false],
      ]);
    }));

  it('is no page without an index.html', () =>
    withFolder((dir) => expect(readAssets(dir)).rejects.toThrow('there is no index.html')));
});
