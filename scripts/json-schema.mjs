// @ts-check
import { z } from 'zod';

/** @typedef {z.core.JSONSchema.BaseSchema} Json */

/** A string that the loader fills in before it looks at the type. @type {Json} */
const REFERENCE = { type: 'string', pattern: '\\$\\{' };
/** A key with nothing behind it counts as not there, and so does an empty text where a key is optional. @type {Json} */
const NOTHING = { type: 'null' };
/** @type {Json} */
const EMPTY = { type: 'string', maxLength: 0 };

/**
 * JSON Schema (draft 7) of the YAML file, for editors. It accepts whatever the loader accepts.
 *
 * @param {z.ZodType} fileSchema
 * @param {string} example the text of config.example.yaml: what stands above a key describes it
 * @returns {Json}
 */
export function configJsonSchema(fileSchema, example) {
  const root = z.toJSONSchema(fileSchema, { target: 'draft-7', io: 'input' });
  const { required: _, ...whole } = section(root, commentsOf(example), 'accounts');
  const all = /** @type {Record<string, Json>} */ (whole.properties);
  const { minItems = 0, ...accounts } = /** @type {Json} */ (all.accounts);
  /** @type {Json} */
  const some = { ...accounts, type: ['array', 'null'] };
  return {
    ...whole,
    properties: { ...all, accounts: some },
    anyOf: [someOf(minItems), SHARED],
    title: 'withings2mqtt configuration',
  };
}

/**
 * The people must be in the file, because no environment variable can give them …
 *
 * @param {number} minItems
 * @returns {Json}
 */
function someOf(minItems) {
  return { required: ['accounts'], properties: { accounts: { type: 'array', items: {}, minItems } } };
}

/** … unless they may be in the store. @type {Json} */
const SHARED = { required: ['store'], properties: { store: { type: 'string' } } };

/**
 * Keys in the order of the file, each with its comment.
 *
 * @param {string} example
 */
function* commentsOf(example) {
  for (const [, comment, key] of example.matchAll(/^ *# (.+)\n *(?:- )?#?([a-z_]+):/gm)) yield { key, comment };
}

/**
 * @param {Json} schema
 * @param {ReturnType<typeof commentsOf>} comments of the keys to come
 * @param {string} [needed] the one key that must be in the file, because no environment variable can give it
 * @returns {Json}
 */
function section({ properties = {}, required = [], ...rest }, comments, needed) {
  const entries = Object.entries(/** @type {Record<string, Json>} */ (properties)).map(([key, property]) => {
    const { default: preset, ...core } = property;
    const { value } = comments.next();
    if (value?.key !== key) throw new Error(`config.example.yaml: expected ${key} with a comment, not ${value?.key}`);
    const head = { description: value.comment, ...(preset !== undefined && { default: preset }) };
    if (core.type === 'object') return [key, { ...head, ...section(core, comments), type: ['object', 'null'] }];
    const canBeEmpty = core.pattern !== undefined && preset === undefined && !required.includes(key);
    const forms = [...formsOf(core, comments), ...(canBeEmpty ? [EMPTY] : []), ...(key === needed ? [] : [NOTHING])];
    return [key, { ...head, ...oneOf(forms) }];
  });
  return { ...rest, properties: Object.fromEntries(entries), ...(needed !== undefined && { required: [needed] }) };
}

/**
 * @param {Json} schema
 * @param {ReturnType<typeof commentsOf>} comments
 * @returns {Json[]}
 */
function formsOf({ items, ...rest }, comments) {
  const { type, ...item } = /** @type {Json} */ (items ?? {});
  if (type === 'object') return [{ ...rest, items: section({ type, ...item }, comments, 'name') }];
  if (type !== undefined) return [{ ...rest, items: oneOf(formsOf({ type, ...item }, comments)) }];
  const isFreeText = rest.type === 'string' && rest.pattern === undefined && rest.enum === undefined;
  return isFreeText ? [rest] : [rest, REFERENCE];
}

/**
 * @param {readonly Json[]} forms
 * @returns {Json}
 */
function oneOf(forms) {
  return forms.length === 1 ? { ...forms[0] } : { anyOf: [...forms] };
}
