import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { fileSchema } from '../../src/config/file-schema.js';
import { appManifest, read, translationOf } from './app-folder.js';

const DOCS = read('DOCS.md').toString();

/** All texts of the program and of its page. */
function sources(): string {
  const folders = ['../../src', '../../web'].map((folder) => fileURLToPath(new URL(folder, import.meta.url)));
  const files = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.tsx?$/.test(file))
      .map((file) => readFileSync(join(folder, file), 'utf8')),
  );
  return files.join('\n');
}

describe('the documentation of the App', () => {
  it('names options and port as Home Assistant shows them', () => {
    const { configuration } = translationOf('en');

    expect(DOCS).toContain(`*${configuration.mqtt?.name}*`);
    expect(DOCS).toContain(`*${configuration.public_url?.name}*`);
    for (const port of Object.keys(appManifest.ports)) expect(DOCS).toContain(`port ${port.split('/')[0]}`);
  });

  it('has the callback address that the bridge asks for', () => {
    const { redirect_uri: address } = fileSchema.shape.withings.shape;

    expect(DOCS).toContain(`\n       ${address.parse(undefined)}\n`);
  });

  it('explains sentences that the program says', () => {
    const rows = [...DOCS.matchAll(/^\| `(?:option \S+: )?(.+)` \|/gm)].map(([, sentence]) => sentence!);
    const all = sources();

    expect(rows).toHaveLength(7);
    expect(rows.filter((sentence) => !all.includes(sentence))).toEqual([]);
  });
});
