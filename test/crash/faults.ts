import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Program, withings2mqtt } from '../process/world.js';

export const KINDS = [
  'kill before',
  'kill after',
  'EIO before',
  'EIO after',
  'ENOSPC',
  'short',
  'short, then kill',
] as const;

/** What happens at an operation on files, counted from 1; a full disk stays full. */
export interface Fault {
  readonly at: number;
  readonly kind: (typeof KINDS)[number];
}

const PRELOAD = new URL('./faults-preload.mjs', import.meta.url);
const GROWING = /^(open for writing|write|mkdir|link|rename|sync) /;
/** Longer than any patience of the program itself. */
const LONGEST_MILLISECONDS = 60_000;

export interface Watched {
  readonly exit: number | null;
  readonly output: string;
  /** Its operations on files of the data folder, in order, such as `sync .tokens.json.*.tmp`. */
  readonly operations: readonly string[];
}

/** Runs the program to its end, with a fault among its operations on files below `data` of the world. */
export async function runWatched(dir: string, args: readonly string[], fault?: Fault): Promise<Watched> {
  const log = join(dir, 'operations.log');
  await rm(log, { force: true });
  const program = withings2mqtt(args, {
    NODE_OPTIONS: `--import=${PRELOAD}`,
    FAULT_FOLDER: join(dir, 'data'),
    FAULT_LOG: log,
    ...(fault && { FAULT_AT: String(fault.at), FAULT_KIND: fault.kind }),
  });
  const exit = await endOf(program, fault);
  const operations = (await readFile(log, 'utf8')).trimEnd().split('\n');
  return { exit, output: program.output(), operations };
}

/** Every fault that makes sense at one of these operations. */
export function faultsAt(operations: readonly string[]): Fault[] {
  return operations.flatMap((operation, index) =>
    KINDS.filter((kind) => {
      if (kind.startsWith('short')) return operation.startsWith('write ');
      return kind !== 'ENOSPC' || GROWING.test(operation);
    }).map((kind) => ({ at: index + 1, kind })),
  );
}

async function endOf(program: Program, fault: Fault | undefined): Promise<number | null> {
  const timer = setTimeout(() => program.process.kill('SIGABRT'), LONGEST_MILLISECONDS);
  const exit = await program.exit;
  clearTimeout(timer);
  if (program.process.signalCode === 'SIGABRT') {
    throw new Error(`does not end after ${fault?.kind} at ${fault?.at}: ${program.output()}`);
  }
  return exit;
}
