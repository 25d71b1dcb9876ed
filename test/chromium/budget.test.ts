import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';

const WEB = fileURLToPath(new URL('../../dist/web/', import.meta.url));
const GZIPPED_BYTES = 60_000;
/** Behind Home Assistant nothing is compressed. */
const RAW_BYTES = 200_000;

async function scriptsAndStyles(): Promise<Buffer[]> {
  const names = await readdir(WEB, { recursive: true });
  const weighed = names.filter((name) => /\.(js|mjs|css)$/.test(name));
  return Promise.all(weighed.map((name) => readFile(join(WEB, name))));
}

describe('the built page', () => {
  it('has at most 60 kB of script and style, gzipped, and 200 kB as they are', async () => {
    const files = await scriptsAndStyles();

    expect(files.length).toBeGreaterThan(0);
    const sum = (of: (file: Buffer) => number) => files.reduce((all, file) => all + of(file), 0);
    expect(sum((file) => gzipSync(file, { level: 9 }).length)).toBeLessThanOrEqual(GZIPPED_BYTES);
    expect(sum((file) => file.length)).toBeLessThanOrEqual(RAW_BYTES);
  });

  it('has nothing inline and no address of another host', async () => {
    const html = await readFile(join(WEB, 'index.html'), 'utf8');

    expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|javascript:/i);
    for (const [, attributes, body] of html.matchAll(/<script([^>]*)>([^<]*)/gi)) {
      expect(attributes).toContain('src="./');
      expect(body?.trim()).toBe('');
    }
    for (const [, address] of html.matchAll(/(?:src|href)="([^"]*)"/gi)) expect(address).toMatch(/^(\.\/|data:)/);
  });

  it('has no font and no map of its sources', async () => {
    const names = await readdir(WEB, { recursive: true });

    expect(names.filter((name) => /\.(map|woff2?|ttf|otf|eot)$/.test(name))).toEqual([]);
  });
});
