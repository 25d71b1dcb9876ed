import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfigError, loadConfig } from '../../src/config/index.js';
import { recordFigure } from '../figures.js';
import { folder, withings2mqtt } from '../process/world.js';
import { documents, files, SECRET } from './yaml-pieces.js';

const DOCUMENTS = Number(process.env.FUZZ_DOCUMENTS ?? 2000);
const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000);
const LONGEST_MILLISECONDS = 2000;
const RUNS_AS_PROCESS = 10;
const ENV = { X: 'x', ID: 'my-id', SECRET };
const MESSAGE = /^config\.yaml:\d+:\d+: \P{C}+$/u;

/** `ok`, or what is wrong; another error than a ConfigError goes through. */
function outcome(bytes: Buffer): string {
  try {
    loadConfig('config.yaml', ENV, (path) => {
      if (path === 'config.yaml') return bytes.toString('utf8');
      throw Object.assign(new Error('not there'), { code: 'ENOENT' });
    });
    return 'ok';
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
}

describe('configurations', () => {
  it(`${DOCUMENTS} of them (FUZZ_SEED=${SEED})`, { timeout: 60_000 + DOCUMENTS * 20 }, () => {
    let valid = 0;

    fc.assert(
      fc.property(files, (bytes) => {
        const before = process.cpuUsage();
        const message = outcome(bytes);
        const { user, system } = process.cpuUsage(before);

        expect((user + system) / 1000).toBeLessThan(LONGEST_MILLISECONDS);
        if (message === 'ok') valid += 1;
        else expect(message).toMatch(MESSAGE);
        expect(message).not.toContain(SECRET);
        expect(message.length).toBeLessThan(1000);
      }),
      { numRuns: DOCUMENTS, seed: SEED },
    );

    console.log(`${valid} of ${DOCUMENTS} were valid`);
    recordFigure({
      what: 'generated configurations',
      count: DOCUMENTS,
      result: 'without line and column: 0, stack traces: 0, secrets shown: 0',
      command: 'FUZZ_DOCUMENTS=20000 npm run test:fuzz',
    });
  });

  it('lead the real process to exit code 2, a line or two, and nothing else', { timeout: 60_000 }, async () => {
    const dir = await folder();
    const path = join(dir, 'config.yaml');
    const bad = fc
      .sample(documents, { numRuns: 20 * RUNS_AS_PROCESS, seed: SEED })
      .filter((text) => text.length < 50_000 && outcome(Buffer.from(text)) !== 'ok')
      .slice(0, RUNS_AS_PROCESS);

    for (const text of bad) {
      await writeFile(path, text);
      const program = withings2mqtt(['run', '--once', '-c', path], ENV);

      expect(await program.exit).toBe(2);
      expect(program.stdout()).toBe('');
      expect(program.stderr()).toMatch(/^\S*config\.yaml:\d+:\d+: [^\n]+\n$/);
      expect(program.stderr()).not.toContain(SECRET);
      expect(await readdir(dir)).toEqual(['config.yaml']);
      expect(await readFile(path)).toEqual(Buffer.from(text));
    }
    expect(bad).toHaveLength(RUNS_AS_PROCESS);
  });
});
