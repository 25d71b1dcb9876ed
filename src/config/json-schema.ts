import { z } from 'zod';
import { fileSchema } from './schema.js';

type Json = z.core.JSONSchema.BaseSchema;

/** A string that the loader fills in before it looks at the type. */
const REFERENCE: Json = { type: 'string', pattern: '\\$\\{' };
/** A key with nothing behind it counts as not there. */
const NOTHING: Json = { type: 'null' };

/** JSON Schema (draft 7) of the YAML file, for editors. It accepts whatever the loader accepts. */
export function configJsonSchema(): Json {
  const root = z.toJSONSchema(fileSchema, { target: 'draft-7', io: 'input' });
  return { ...objectFor(root, ['accounts']), title: 'withings2mqtt configuration' };
}

/** `required`: what must be in the file, because no environment variable can give it. */
function objectFor(schema: Json, required: readonly string[]): Json {
  const { properties = {}, required: needed = [], ...rest } = schema;
  const entries = Object.entries(properties).map(([key, inner]) => {
    const canBeNothing = !required.includes(key);
    const canBeEmpty = !needed.includes(key);
    return [key, propertyFor(inner as Json, canBeNothing, canBeEmpty)];
  });
  return {
    ...rest,
    properties: Object.fromEntries(entries),
    ...(required.length > 0 && { required: [...required] }),
  };
}

function propertyFor(schema: Json, canBeNothing: boolean, canBeEmpty: boolean): Json {
  const { description, default: preset, ...core } = schema;
  const head = { ...(description !== undefined && { description }), ...(preset !== undefined && { default: preset }) };
  const nothing = canBeNothing ? [NOTHING] : [];
  if (core.type === 'object') return { ...head, ...objectFor(core, []), type: ['object', 'null'] };
  if (core.type === 'array') return { ...head, ...oneOf([arrayFor(core), ...nothing]) };
  const empty =
    canBeEmpty && preset === undefined && core.pattern !== undefined ? [{ type: 'string', maxLength: 0 }] : [];
  return { ...head, ...oneOf([core, ...(isFreeText(core) ? [] : [REFERENCE]), ...empty, ...nothing] as Json[]) };
}

function arrayFor({ items, ...rest }: Json): Json {
  const item = items as Json;
  return { ...rest, items: item.type === 'object' ? objectFor(item, ['name']) : oneOf([item, REFERENCE]) };
}

function oneOf(alternatives: readonly Json[]): Json {
  const [only, ...others] = alternatives;
  return only !== undefined && others.length === 0 ? only : { anyOf: [...alternatives] };
}

function isFreeText({ type, pattern, enum: words }: Json): boolean {
  return type === 'string' && pattern === undefined && words === undefined;
}
