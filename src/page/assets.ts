import { readdir, readFile } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';

export type Encoding = 'br' | 'gzip';

/** A file of the page's browser side. */
export interface Asset {
  readonly type: string;
  /** Its name changes with what is in it. */
  readonly isHashed: boolean;
  readonly body: Buffer;
  /** The same, smaller; worked out once. Undefined for what is small already. */
  packed(encoding: Encoding): Promise<Buffer> | undefined;
}

/** By path below the page's base, such as `index.html`, `assets/index-BxCd3f9a.js`. */
export type Assets = ReadonlyMap<string, Asset>;

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.txt': 'text/plain; charset=utf-8',
};
const PACKABLE = /^text\/|json|svg/;
/** Less than a packet. */
const SMALL_BYTES = 1000;
/** As Vite names what it has built. */
const HASHED = /^assets\/.+-[\w-]{8}\.\w+$/;

/** Reads all files of a folder. @throws Error when it cannot be read, or has no index.html */
export async function readAssets(folder: string): Promise<Assets> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.replace(/[\\/]+$/, '').length + 1));
  const assets = await Promise.all(
    paths.map(async (path) => {
      const name = path.split(sep).join('/');
      return [name, assetOf(name, await readFile(join(folder, path)))] as const;
    }),
  );
  const found = new Map(assets);
  if (!found.has('index.html')) throw new Error(`there is no index.html in ${folder}`);
  return found;
}

export function assetOf(name: string, body: Buffer): Asset {
  const type = TYPES[extname(name).toLowerCase()] ?? 'application/octet-stream';
  const isPackable = PACKABLE.test(type) && body.length >= SMALL_BYTES;
  const made = new Map<Encoding, Promise<Buffer>>();
  return {
    ...{ type, body },
    isHashed: HASHED.test(name),
    packed(encoding) {
      if (!isPackable) return undefined;
      const known = made.get(encoding) ?? PACK[encoding](body);
      made.set(encoding, known);
      return known;
    },
  };
}

const PACK: Readonly<Record<Encoding, (body: Buffer) => Promise<Buffer>>> = {
  br: promisify<Buffer, Buffer>(brotliCompress),
  gzip: (body) => promisify<Buffer, { level: number }, Buffer>(gzip)(body, { level: 9 }),
};
