// node scripts/owner.mjs NAME [FOLDER]: in the repository here, or in that folder, the addresses of the project, its image, the
// App and the import buttons are that GitHub user's or organisation's from now on. Says which files it has changed.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ownerOf, withOwner } from './owners.mjs';

const [next = '', root = fileURLToPath(new URL('..', import.meta.url))] = process.argv.slice(2);
const BINARY = /\.(?:png|ico|gz|db)$/;

try {
  const present = ownerOf(readFileSync(join(root, 'package.json'), 'utf8'));
  const names = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' }).split('\0').filter(Boolean);
  for (const name of names.filter((path) => !BINARY.test(path))) change(name, present);
} catch (error) {
  console.error(`owner: ${error.message}`);
  process.exitCode = 1;
}

function change(name, present) {
  const path = join(root, name);
  const before = readFileSync(path, 'utf8');
  const after = withOwner(before, present, next);
  if (after === before) return;
  writeFileSync(path, after);
  console.log(name);
}
