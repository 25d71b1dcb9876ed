import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FileSystem, nodeFileSystem, type OpenFile } from '../../src/store/files.js';

type Operation = keyof FileSystem;
type AnyOperation = (...parts: unknown[]) => Promise<unknown>;

/** fail: the n-th operation alone fails. kill: nothing from the n-th on happens, as if the process had ended there. */
export type Fault = { at: number; kind: 'fail' | 'kill'; code?: string };

export interface FaultyFileSystem extends FileSystem {
  /** the operations asked for so far */
  log: Operation[];
  /** whether the fault was reached */
  hit(): boolean;
  dispose(): Promise<void>;
}

export function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: made by the test`), { code });
}

/** A file system that writes one byte less than half of what it is asked to, and fails at one operation. */
export function faultyFileSystem(fault?: Fault, base: FileSystem = nodeFileSystem): FaultyFileSystem {
  const log: Operation[] = [];
  const files = new Set<OpenFile>();
  const broken = () =>
    fault !== undefined && (fault.kind === 'fail' ? log.length === fault.at : log.length >= fault.at);

  const shortWrite: FileSystem['write'] = (file, bytes, offset) => {
    const length = Math.max(1, Math.floor((bytes.length - offset) / 2) - 1);
    return base.write(file, bytes.subarray(0, offset + length), offset);
  };

  const run = async (name: Operation, parts: unknown[]): Promise<unknown> => {
    log.push(name);
    if (broken()) throw systemError(fault?.code ?? 'EIO');
    const operation = (name === 'write' ? shortWrite : base[name]) as AnyOperation;
    const result = await operation(...parts);
    if (name === 'open' || name === 'openFolder') files.add(result as OpenFile);
    if (name === 'close') files.delete(parts[0] as OpenFile);
    return result;
  };

  const names = Object.keys(nodeFileSystem) as Operation[];
  const wrapped = Object.fromEntries(names.map((name) => [name, (...parts: unknown[]) => run(name, parts)]));
  return {
    ...(wrapped as unknown as FileSystem),
    log,
    hit: () => fault !== undefined && log.length >= fault.at,
    dispose: async () => {
      await Promise.all([...files].map((file) => file.close()));
      files.clear();
    },
  };
}

/** Runs `attempt` with a fault at the first operation, the second and so on, until one run is through without it. */
export async function walkFaults(
  attempt: (fs: FaultyFileSystem, fault: Fault) => Promise<void>,
  base: FileSystem = nodeFileSystem,
): Promise<number> {
  for (let at = 1; at < 200; at++) {
    let reached = false;
    for (const kind of ['fail', 'kill'] as const) {
      const fault = { at, kind };
      const fs = faultyFileSystem(fault, base);
      try {
        await attempt(fs, fault);
      } finally {
        await fs.dispose();
      }
      reached ||= fs.hit();
    }
    if (!reached) return at - 1;
  }
  throw new Error('no end of operations');
}

/** Runs `use` with a new folder, gone afterwards. */
export async function withFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'store-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
