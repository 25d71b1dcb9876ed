import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

const APP = new URL('../../app/withings2mqtt/', import.meta.url);

export const read = (name: string) => readFileSync(new URL(name, APP));
const readYaml = (name: string): unknown => parse(read(name).toString());

/** What a schema of options can be: a type, a list of one, or a group; as deep as the Supervisor lets it be. */
const type = z.string();
const group = z.record(z.string(), type);
const optionsSchema = z.record(z.string(), z.union([type, z.tuple([type]), z.tuple([group]), group]));

/** Of config.yaml: every key that this App uses, and no other. */
const manifest = z.strictObject({
  name: z.string(),
  version: z.string(),
  slug: z.string().regex(/^[-_.A-Za-z0-9]+$/),
  description: z.string(),
  url: z.url(),
  image: z.string().regex(/^[a-z0-9.-]+(\/[a-z0-9._-]+)+$/),
  arch: z.array(z.enum(['aarch64', 'amd64'])).min(1),
  homeassistant: z.string(),
  init: z.boolean(),
  startup: z.enum(['initialize', 'system', 'services', 'application', 'once']),
  ingress: z.boolean(),
  ingress_port: z.int().min(1),
  ingress_stream: z.boolean(),
  panel_icon: z.string().regex(/^mdi:[a-z-]+$/),
  homeassistant_api: z.boolean(),
  services: z.array(z.string().regex(/^(mqtt|mysql):(provide|want|need)$/)),
  map: z.array(z.enum(['addon_config', 'addon_config:rw'])),
  ports: z.record(z.string().regex(/^\d+\/(tcp|udp)$/), z.int().nullable()),
  ports_description: z.record(z.string(), z.string()),
  options: z.record(z.string(), z.unknown()),
  schema: optionsSchema,
});
export const appManifest = manifest.parse(readYaml('config.yaml'));
export type OptionType = z.output<typeof optionsSchema>[string];

/** Of translations/: a name and a description of each option, those of a group below it. */
const words = z.strictObject({ name: z.string().min(1), description: z.string().min(1) });
const translation = z.strictObject({
  configuration: z.record(z.string(), words.extend({ fields: z.record(z.string(), words).optional() })),
  network: z.record(z.string(), z.string()),
});
export const translationOf = (language: string) => translation.parse(readYaml(`translations/${language}.yaml`));

/** The options of a list or of a group; none of a plain one. */
export function fieldsOf(option: OptionType): string[] {
  const inner = Array.isArray(option) ? option[0] : option;
  return typeof inner === 'string' ? [] : Object.keys(inner);
}
