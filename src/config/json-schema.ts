import { z } from 'zod';
import { fileSchema } from './schema.js';

type Json = z.core.JSONSchema.BaseSchema;

/** A string that the loader fills in before it looks at the type. */
const REFERENCE: Json = { type: 'string', pattern: '\\$\\{' };
/** A key with nothing behind it counts as not there, and so does an empty text where a key is optional. */
const NOTHING: Json = { type: 'null' };
const EMPTY: Json = { type: 'string', maxLength: 0 };

/** JSON Schema (draft 7) of the YAML file, for editors. It accepts whatever the loader accepts. */
export function configJsonSchema(): Json {
  const root = z.toJSONSchema(fileSchema, { target: 'draft-7', io: 'input' });
  return { ...section(root, 'accounts'), title: 'withings2mqtt configuration' };
}

/** `needed`: the one key that must be in the file, because no environment variable can give it. */
function section({ properties = {}, required = [], ...rest }: Json, needed?: string): Json {
  const entries = Object.entries(properties as Record<string, Json>).map(([key, { description, ...inner }]) => {
    const { default: preset, ...core } = inner;
    const head = { description, ...(preset !== undefined && { default: preset }) };
    if (core.type === 'object') return [key, { ...head, ...section(core), type: ['object', 'null'] }];
    const canBeEmpty = core.pattern !== undefined && preset === undefined && !required.includes(key);
    const forms = [...formsOf(core), ...(canBeEmpty ? [EMPTY] : []), ...(key === needed ? [] : [NOTHING])];
    return [key, { ...head, ...oneOf(forms) }];
  });
  return { ...rest, properties: Object.fromEntries(entries), ...(needed !== undefined && { required: [needed] }) };
}

function formsOf({ items, ...rest }: Json): Json[] {
  const { type, ...item } = (items ?? {}) as Json;
  if (type === 'object') return [{ ...rest, items: section({ type, ...item }, 'name') }];
  if (type !== undefined) return [{ ...rest, items: oneOf(formsOf({ type, ...item })) }];
  const isFreeText = rest.type === 'string' && rest.pattern === undefined && rest.enum === undefined;
  return isFreeText ? [rest] : [rest, REFERENCE];
}

function oneOf(forms: readonly Json[]): Json {
  return forms.length === 1 ? { ...forms[0] } : { anyOf: [...forms] };
}
