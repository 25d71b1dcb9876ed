import { readFile } from 'node:fs/promises';

export interface TlsFiles {
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
}

/** A PEM file of the configuration that cannot be read. */
export class TlsFileError extends Error {
  override readonly name = 'TlsFileError';
}

/** Reads the PEM files that `mqtt.ca`, `mqtt.cert` and `mqtt.key` name; gives their texts. */
export async function readTlsFiles(paths: TlsFiles): Promise<TlsFiles> {
  const read = async (option: 'ca' | 'cert' | 'key') => {
    const path = paths[option];
    if (path === undefined) return undefined;
    return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      throw new TlsFileError(`mqtt.${option}: cannot read ${path} (${error.code}); check the path and its permissions`);
    });
  };
  const [ca, cert, key] = await Promise.all([read('ca'), read('cert'), read('key')]);
  return { ca, cert, key };
}
