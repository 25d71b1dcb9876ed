import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { fileSchema } from '../../src/config/file-schema.js';
import { EXAMPLE, load, REQUIRED } from './support.js';

const editorSchema: unknown = JSON.parse(readFileSync(new URL('../../config.schema.json', import.meta.url), 'utf8'));
const filledIn = EXAMPLE.replace('client_id:', 'client_id: my-id').replace(
  'client_secret:',
  'client_secret: my-secret',
);
/** A key right behind the # is one to uncomment; prose has a space there. */
const complete = filledIn.replaceAll(/^( *)#(?=[a-z_]+:)/gm, '$1');

interface Row {
  readonly key: string;
  readonly description: string;
  /** Undefined where there is none. */
  readonly preset: unknown;
  readonly required: boolean;
}

/** Every key of the schema, in the order of the file, by its path in the complete example. */
function rowsOf(schema: z.core.$ZodType, path: string): Row[] {
  if (schema instanceof z.ZodArray && schema.element instanceof z.ZodObject)
    return rowsOf(schema.element, `${path}[0].`);
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries(schema.shape).flatMap(([name, inner]) => {
    const key = `${path}${name}`;
    const preset = inner instanceof z.ZodDefault ? inner.def.defaultValue : undefined;
    const description = String(at(editorSchema, inEditor(`${key}.description`)));
    const required = !(inner instanceof z.ZodDefault || inner instanceof z.ZodOptional);
    return [{ key, description, preset, required }, ...rowsOf(inner, inner instanceof z.ZodObject ? `${key}.` : key)];
  });
}

/** Every key of the complete example, with the comment above it. */
function keysWithComments(): { readonly key: string; readonly comment: string }[] {
  const lines = complete.split('\n');
  return lines.flatMap((line, index) => {
    const key = /^ *(?:- )?([a-z_]+):/.exec(line)?.[1];
    return key === undefined ? [] : [{ key, comment: (lines[index - 1] ?? '').trim().replace(/^# /, '') }];
  });
}

const rows = rowsOf(fileSchema, '');

describe('config.example.yaml', () => {
  it('points editors to the schema in its first line', () => {
    expect(EXAMPLE.split('\n')[0]).toBe('# yaml-language-server: $schema=./config.schema.json');
  });

  it('needs nothing but the client id and the client secret', () => {
    expect(load(filledIn)).toEqual(load(REQUIRED));
  });

  it('has every key of the schema, in order, each below its description', () => {
    const wanted = rows.map(({ key, description }) => ({ key: key.replace(/.*[.]/, ''), comment: description }));

    expect(keysWithComments()).toEqual(wanted);
    expect(wanted.every(({ comment }) => comment !== '')).toBe(true);
  });

  it('shows every default', () => {
    const values: unknown = parse(complete);

    for (const { key, preset } of rows.filter((row) => row.preset !== undefined)) {
      expect(at(values, key), key).toEqual(preset);
    }
  });

  it('has a comment sign before every optional key, and before no other one', () => {
    const commented = [...EXAMPLE.matchAll(/^ *#([a-z_]+):/gm)].map(([, key]) => key);
    const optional = rows.filter(({ required }) => !required).map(({ key }) => key.replace(/.*[.]/, ''));

    expect(commented).toEqual(optional);
  });

  it('loads with every line uncommented, of the two ways to write to InfluxDB either one, and with SQLite without a key for PostgreSQL', () => {
    const [, before = '', older = '', newer = '', after = ''] =
      /^([\s\S]*?)(^ {2}# Database of InfluxDB 1[\s\S]*?)(^ {2}# Bucket[\s\S]*?)(^# The built-in[\s\S]*)$/m.exec(
        complete,
      ) ?? [];
    const end = after.replaceAll(/^store_.*$/gm, '');
    const config = load(before + newer + end);

    expect(config.mqtt).toMatchObject({ username: 'withings2mqtt', password: 'change-me', clientId: 'withings2mqtt' });
    expect(config.homeassistant).toMatchObject({ url: 'http://homeassistant.local:8123', token: 'change-me' });
    expect(config.server.publicUrl).toBe('https://withings.example.org');
    const influx = { url: 'http://localhost:8086' };
    expect(config.influx).toEqual({ ...influx, bucket: 'withings', org: 'home', token: 'change-me' });
    const login = { username: 'withings2mqtt', password: 'change-me' };
    expect(load(before + older + end).influx).toEqual({ ...influx, database: 'withings', ...login });
  });
});

/** Where config.schema.json has what stands at a path: `mqtt.url.description` at `properties.mqtt.properties.url.description`. */
function inEditor(key: string): string {
  return key.replaceAll(/\w+\./g, 'properties.$&').replaceAll(/(\w+)\[0\]\./g, 'properties.$1.items.');
}

function at(value: unknown, key: string): unknown {
  return key.split(/[.[\]]+/).reduce<unknown>((inner, step) => Object(inner)[step], value);
}
