import { join } from 'node:path';
import { z } from 'zod';
import { readDocument } from './document.js';
import { nodeFileSystem } from './files.js';

const stateFile = z.looseObject({ instance: z.string() });

/** What tells the bridge of this folder from others; undefined when it has never run, or cannot be told. Changes nothing. */
export async function readInstance(dataDir: string): Promise<string | undefined> {
  const path = join(dataDir, 'state.json');
  const result = await readDocument(nodeFileSystem, path, (value) => stateFile.parse(value)).catch(() => undefined);
  return result?.kind === 'ok' ? result.value.instance : undefined;
}
