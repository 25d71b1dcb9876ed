import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';

const FOLDER = 'blueprints/automation/withings2mqtt/';
const ROOT = new URL('../', import.meta.url);
/** In which a bare `on` is true, and 18:00 a number. */
const YAML_OF_HOME_ASSISTANT = '1.1';
const INPUT = { tag: '!input', resolve: (name) => ({ input: name }) };

/** Every blueprint there is, by file name. An `!input name` of its YAML is `{ input: name }`. */
export function readBlueprints() {
  const { repository } = JSON.parse(readFileSync(new URL('package.json', ROOT), 'utf8'));
  const base = repository.url.replace(/^git\+/, '').replace(/\.git$/, '');
  const files = readdirSync(new URL(FOLDER, ROOT)).filter((file) => file.endsWith('.yaml'));
  return files.sort().map((file) => {
    const text = readFileSync(new URL(FOLDER + file, ROOT), 'utf8');
    const { blueprint, ...automation } = parse(text, { version: YAML_OF_HOME_ASSISTANT, customTags: [INPUT] });
    const address = `${base}/blob/main/${FOLDER}${file}`;
    return { file, path: FOLDER + file, text, blueprint, automation, address, button: button(address) };
  });
}

/** What opens a blueprint in the reader's own Home Assistant. */
function button(address) {
  const link = `https://my.home-assistant.io/redirect/blueprint_import/?blueprint_url=${address}`;
  return `[![Import](https://my.home-assistant.io/badges/blueprint_import.svg)](${link})`;
}

/** docs/blueprints.md. */
export function blueprintsPage(blueprints) {
  return `# Blueprints for Home Assistant

Written by \`npm run docs\` from the blueprints themselves, [blueprints/automation/withings2mqtt](../${FOLDER.slice(0, -1)}).
A blueprint is an automation with blanks: import it with its button, choose *Create automation*, and fill them in. What has a
default may stay as it is; *What to do* shows a notification in Home Assistant unless you put something else there, such as a
message to your phone. They need Home Assistant ${oldest(blueprints)} or newer.

After a restart of Home Assistant or of the bridge nothing is said twice, but for a login that is still lost.
${blueprints.map(section).join('')}`;
}

function section({ path, blueprint, button }) {
  const { name, description, input } = blueprint;
  const rows = Object.values(input).flatMap((one) => (one.input ? Object.values(one.input) : [one]));
  return `
## ${title(name)}

${button}

${description} [Its text](../${path}).

| to fill in | what | default |
|---|---|---|
${rows.map((row) => `| ${row.name} | ${row.description ?? ''} | ${shown(row)} |`).join('\n')}
`;
}

/** Without what all of them begin with. */
export function title(name) {
  const text = name.replace(/^Withings: /, '');
  return text[0].toUpperCase() + text.slice(1);
}

function shown({ default: value, selector }) {
  if (value === undefined) return '';
  if ('action' in selector) return value.map(({ action }) => `\`${action}\``).join(', ');
  if (Array.isArray(value)) return value.length > 0 ? value.join(', ') : 'none';
  if (typeof value === 'object')
    return Object.entries(value)
      .map(([unit, amount]) => `${amount} ${unit}`)
      .join(' ');
  const unit = selector.number?.unit_of_measurement;
  return unit ? `${value} ${unit}` : String(value);
}

function oldest(blueprints) {
  const versions = new Set(blueprints.map(({ blueprint }) => blueprint.homeassistant.min_version.replace(/\.0$/, '')));
  return [...versions].sort().at(-1);
}
