import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

const read = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');
const { scripts, files } = JSON.parse(read('package.json')) as { scripts: Record<string, string>; files: string[] };
/** Parts of others. */
const NOT_FOR_PEOPLE = ['prepack', 'build:bench'];

const text = z.strictObject({ label: z.string(), description: z.string().optional(), render: z.string().optional() });
const field = { id: z.string(), validations: z.strictObject({ required: z.boolean() }).optional() };
/** GitHub's form schema, as far as it is used here; what it does not know it refuses. */
const FORM = z.strictObject({
  name: z.string(),
  description: z.string(),
  labels: z.array(z.enum(['bug', 'enhancement'])),
  body: z.array(
    z.discriminatedUnion('type', [
      z.strictObject({ type: z.literal('markdown'), attributes: z.strictObject({ value: z.string() }) }),
      z.strictObject({ type: z.literal('textarea'), attributes: text, ...field }),
      z.strictObject({
        type: z.literal('input'),
        attributes: text.omit({ render: true }).extend({ placeholder: z.string().optional() }),
        ...field,
      }),
      z.strictObject({
        type: z.literal('dropdown'),
        attributes: text.omit({ render: true }).extend({ options: z.array(z.string()) }),
        ...field,
      }),
      z.strictObject({
        type: z.literal('checkboxes'),
        attributes: text.omit({ render: true }).extend({
          options: z.array(z.strictObject({ label: z.string(), required: z.boolean() })),
        }),
        id: z.string(),
      }),
    ]),
  ),
});

describe('CONTRIBUTING.md', () => {
  const page = read('CONTRIBUTING.md');
  const named = new Set([...page.matchAll(/`npm (?:run )?([a-z][\w:-]*)[` ]/g)].map(([, name]) => name!));

  it('names every command there is, and no other', () => {
    const wanted = Object.keys(scripts).filter((name) => !NOT_FOR_PEOPLE.includes(name));

    expect(wanted.filter((name) => !named.has(name))).toEqual([]);
    expect([...named].filter((name) => !(name in scripts) && !['ci', 'version', 'audit'].includes(name))).toEqual([]);
  });

  it('names files that are there', () => {
    const paths = [...page.matchAll(/`((?:src|test|scripts|\.ci|\.github)\/[\w./-]*)`/g)].map(([, path]) => path!);

    expect(paths.length).toBeGreaterThan(5);
    expect(paths.filter((path) => !existsSync(new URL(`../../${path}`, import.meta.url)))).toEqual([]);
  });
});

describe('the forms of an issue', () => {
  const names = readdirSync(new URL('../../.github/ISSUE_TEMPLATE', import.meta.url));
  const forms = names.filter((name) => name !== 'config.yml');

  it.each(forms)('%s is one that GitHub takes', (name) => {
    const { body } = FORM.parse(parse(read(`.github/ISSUE_TEMPLATE/${name}`)));
    const ids = body.flatMap((one) => ('id' in one ? one.id : []));
    const labels = body.flatMap((one) => ('label' in one.attributes ? one.attributes.label : []));

    expect([new Set(ids).size, new Set(labels).size]).toEqual([ids.length, labels.length]);
    expect(body.some((one) => 'validations' in one && one.validations?.required)).toBe(true);
  });

  it('lead to the private way for a hole', () => {
    const { contact_links } = parse(read('.github/ISSUE_TEMPLATE/config.yml'));
    const [{ url }] = contact_links;

    expect(read('SECURITY.md')).toContain(url);
    expect(files).toContain('SECURITY.md');
  });
});
