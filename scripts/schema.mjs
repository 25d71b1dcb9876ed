// Writes config.schema.json from the schema of the built program; with --check it only says whether the file is stale.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileSchema } from '../dist/config/file-schema.js';
import { configJsonSchema } from './json-schema.mjs';

const file = new URL('../config.schema.json', import.meta.url);
const example = readFileSync(new URL('../config.example.yaml', import.meta.url), 'utf8');
const wanted = print(configJsonSchema(fileSchema, example));

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
