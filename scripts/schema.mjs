// Writes config.schema.json from the schema of the built program; with --check it only says whether the file is stale.
import { readFileSync, writeFileSync } from 'node:fs';
import { configJsonSchema } from '../dist/config/json-schema.js';

const file = new URL('../config.schema.json', import.meta.url);
const wanted = print(configJsonSchema());

if (!process.argv.includes('--check')) {
  writeFileSync(file, wanted);
} else if (wanted !== committed()) {
  console.error('config.schema.json is stale; run: npm run build && node scripts/schema.mjs');
  process.exitCode = 1;
}

/** As the formatter has it: lists of plain values on one line. */
function print(schema) {
  const text = JSON.stringify(schema, null, 2);
  return `${text.replaceAll(/\[\s+([^[\]{}]+?)\s+\]/g, (_, items) => `[${items.replaceAll(/,\s+/g, ', ')}]`)}\n`;
}

function committed() {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
