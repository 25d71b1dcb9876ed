import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startChild } from '../../bench/child.js';
import { folder } from './world.js';

async function program(source: string): Promise<string> {
  const file = join(await folder(), 'program.mjs');
  await writeFile(file, source);
  return file;
}

const never = () => new Promise<never>(() => {});

describe('a process of a benchmark', () => {
  it('gives what it prints', async () => {
    const file = await program('process.stdin.on("data", (text) => console.log(process.argv[2], String(text)))');

    expect(await startChild(file, ['well,'], { input: 'hello' }).output()).toBe('well, hello\n');
  });

  it('fails the benchmark when it crashes, with what it said', async () => {
    const file = await program('throw new Error("out of ideas")');

    await expect(startChild(file).output()).rejects.toThrow(/program\.mjs ended with 1\n[\s\S]*out of ideas/);
  });

  it.each([
    ['exits', 'process.exit(0)', /ended too early, with 0/],
    ['crashes', 'process.exit(3)', /ended too early, with 3/],
    ['is killed', 'process.kill(process.pid, "SIGKILL")', /ended too early, with SIGKILL/],
  ])('fails the benchmark that waits for something when it %s', async (_, source, sentence) => {
    const file = await program(source);

    await expect(startChild(file).whileAlive(never())).rejects.toThrow(sentence);
    await expect(startChild(file).firstLine()).rejects.toThrow(sentence);
  });

  it('is ended at the end, which is no failure', async () => {
    const child = startChild(await program('console.log("up"); setInterval(() => {}, 1000)'));
    expect(await child.firstLine()).toBe('up');

    await expect(child.stop()).resolves.toBeUndefined();
  });

  it('fails the benchmark when it ends badly, or had ended before', async () => {
    const stubborn = startChild(
      await program('process.on("SIGTERM", () => process.exit(5)); console.log("up"); setInterval(() => {}, 1000)'),
    );
    await stubborn.firstLine();
    const gone = startChild(await program('process.exit(6)'));
    await gone.output().catch(() => {});

    await expect(stubborn.stop()).rejects.toThrow(/ended with 5/);
    await expect(gone.stop()).rejects.toThrow(/had ended already, with 6/);
  });
});
