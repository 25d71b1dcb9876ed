import { join } from 'node:path';
import { z } from 'zod';
import { readDocument } from './document.js';
import { nodeFileSystem } from './files.js';

const noted = z.looseObject({
  accounts: z.record(z.string(), z.looseObject({ loginProblem: z.string().optional().catch(undefined) })),
});

/**
 * Why a person must authorise an account again, as the bridge last noted it in `state.json`; undefined while nobody must,
 * and when nothing can be read there. Changes nothing.
 */
export async function readLoginProblem(dataDir: string, account: string): Promise<string | undefined> {
  const path = join(dataDir, 'state.json');
  const result = await readDocument(nodeFileSystem, path, (value) => noted.parse(value)).catch(() => undefined);
  return result?.kind === 'ok' ? result.value.accounts[account]?.loginProblem : undefined;
}
