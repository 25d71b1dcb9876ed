// Loaded into the built program by tests: counts the file operations below FAULT_FOLDER and, at number FAULT_AT, does
// what FAULT_KIND says. The name of each operation goes to FAULT_LOG, before it is done; the program knows nothing of it.
import { appendFileSync } from 'node:fs';
import files from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { basename } from 'node:path';

const { FAULT_FOLDER = '', FAULT_LOG = '', FAULT_KIND = '' } = process.env;
const FAULT_AT = Number(process.env.FAULT_AT ?? 0);
/** What needs room on the disk. */
const GROWING = ['open for writing', 'write', 'mkdir', 'link', 'rename', 'sync'];
let count = 0;

function isBelow(path) {
  return typeof path === 'string' && `${path}/`.startsWith(`${FAULT_FOLDER}/`);
}

function nameOf(path) {
  return basename(path).replace(/\d+-[\da-f-]+/, '*');
}

function die() {
  process.kill(process.pid, 'SIGKILL');
  return new Promise(() => {});
}

function systemError(code) {
  return Object.assign(new Error(`${code}: made by the test`), { code });
}

/** Does one operation, or what becomes of it. `half` does half of a write. */
async function through(operation, path, whole, half = whole) {
  count += 1;
  appendFileSync(FAULT_LOG, `${operation} ${nameOf(path)}\n`);
  // A disk that is full stays so.
  if (FAULT_KIND === 'ENOSPC' && FAULT_AT > 0 && count >= FAULT_AT && GROWING.includes(operation)) {
    throw systemError('ENOSPC');
  }
  if (count !== FAULT_AT) return whole();
  if (FAULT_KIND === 'kill before') return die();
  if (FAULT_KIND === 'EIO before') throw systemError('EIO');
  const result = await (FAULT_KIND.startsWith('short') ? half() : whole());
  if (FAULT_KIND === 'kill after' || FAULT_KIND === 'short, then kill') return die();
  if (FAULT_KIND === 'EIO after') throw systemError('EIO');
  return result;
}

for (const operation of ['readFile', 'readdir', 'stat', 'rename', 'link', 'unlink', 'mkdir', 'chmod', 'utimes']) {
  const real = files[operation];
  files[operation] = (path, ...rest) => {
    const target = ['rename', 'link'].includes(operation) ? rest[0] : path;
    return isBelow(target) ? through(operation, target, () => real(path, ...rest)) : real(path, ...rest);
  };
}

/** A file handle whose operations are counted too. */
function watched(handle, path) {
  for (const operation of ['write', 'sync', 'truncate', 'close']) {
    const real = handle[operation].bind(handle);
    handle[operation] = (...parts) => {
      const whole = () => real(...parts);
      if (operation !== 'write') return through(operation, path, whole);
      const [bytes, offset] = parts;
      return through(operation, path, whole, () => real(bytes, offset, Math.ceil((bytes.length - offset) / 2)));
    };
  }
  return handle;
}

const { open } = files;
files.open = async (path, flags, ...rest) => {
  if (!isBelow(path)) return open(path, flags, ...rest);
  const operation = flags === 'r' ? 'open' : 'open for writing';
  return watched(await through(operation, path, () => open(path, flags, ...rest)), path);
};
syncBuiltinESMExports();
