// node scripts/release-notes.mjs v0.2.0: prints what CHANGELOG.md says of that release; fails where the tag is not the version
// of package.json, or nothing is said of it. The release asks before anything is published.
import { readFileSync } from 'node:fs';
import { notesOf, versionOfTag } from './changelog.mjs';

const read = (name) => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');

try {
  const version = versionOfTag(process.argv[2] ?? '', JSON.parse(read('package.json')).version);
  console.log(notesOf(read('CHANGELOG.md'), version));
} catch (error) {
  console.error(`release-notes: ${error.message}`);
  process.exitCode = 1;
}
