import winston from 'winston';
import { createSecrets, type Secrets } from './secrets.js';

export type LogLevel = 'error' | 'warn' | 'info' | 'debug';
export type FieldValue = string | number | boolean | null;

/** The facts of a line, by name; those that are undefined are left out. A line has a time, level and message anyway. */
export type Fields = Readonly<Record<string, FieldValue | undefined>> & {
  readonly [Own in 'time' | 'level' | 'message']?: undefined;
};

/** What a line says, for whoever else says it. */
export interface Sentence {
  readonly template: string;
  readonly fields: Fields;
}

/** The names in braces in a template. */
type NamesIn<Template extends string> = Template extends `${string}{${infer Name}}${infer Rest}`
  ? Name | NamesIn<Rest>
  : never;
export type FieldsFor<Template extends string> = [NamesIn<Template>] extends [never]
  ? [fields?: Fields]
  : [fields: Fields & Readonly<Record<NamesIn<Template>, FieldValue>>];

/** @param template a text that is always the same, with the names of fields in braces: `{account}: no {feed} this time` */
type Write = <Template extends string>(template: Template, ...fields: FieldsFor<Template>) => void;

/**
 * `error` needs a human, `warn` heals by itself, `info` is a few lines a day, `debug` is everything. User ids and
 * values only at debug; secrets nowhere. As text a line has its fields put in, and at debug those behind it that the
 * template does not name; as JSON it has the bare template, and each field as a key of its own.
 */
export interface Log extends Secrets {
  readonly error: Write;
  readonly warn: Write;
  readonly info: Write;
  readonly debug: Write;
}

export interface LogOptions {
  readonly level: LogLevel;
  readonly format: 'text' | 'json';
  /** Default: standard error, so that standard output is free for data. */
  readonly stream?: NodeJS.WritableStream;
}

/** A log on standard error, as lines of text or as JSON. */
export function createLog({ level, format, stream = process.stderr }: LogOptions): Log {
  const secrets = createSecrets();
  const { blank } = secrets;
  const logger = winston.createLogger({
    level,
    format: winston.format.printf(({ message }) => String(message)),
    transports: [new winston.transports.Stream({ stream })],
  });
  const isDebug = logger.isLevelEnabled('debug');
  const write =
    (at: LogLevel): Write =>
    (template, fields: Fields = {}) => {
      if (!logger.isLevelEnabled(at)) return;
      const time = new Date().toISOString();
      // Before the line is put together: JSON would give them one more form.
      const shown = blankFields(fields, blank);
      if (format === 'json') {
        const own = { time, level: at, message: blank(template) };
        logger.log(at, JSON.stringify({ ...own, ...shown, ...own }));
      } else {
        const text = fill(template, shown) + (isDebug ? unnamed(template, shown) : '');
        logger.log(at, `${time} ${at.padEnd(5)} ${blank(text)}`);
      }
    };
  return { error: write('error'), warn: write('warn'), info: write('info'), debug: write('debug'), ...secrets };
}

/** The template with its fields put in; a name without a field stays as it is, and so do braces in a field. */
export function fill(template: string, fields: Fields): string {
  return template.replaceAll(NAME, (whole, name: string) => {
    const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
    return value === undefined ? whole : String(value);
  });
}

const NAME = /\{(\w+)\}/g;

function unnamed(template: string, fields: Fields): string {
  const named = new Set([...template.matchAll(NAME)].map(([, name]) => name));
  const rest = Object.entries(fields).filter(([name, value]) => value !== undefined && !named.has(name));
  return rest.map(([name, value]) => ` ${name}=${value}`).join('');
}

/** Without those that are undefined; a number may be a secret, too. */
function blankFields(fields: Fields, blank: Secrets['blank']): Fields {
  const present = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    present.map(([name, value]) => {
      const text = blank(String(value));
      return [name, text === String(value) ? value : text];
    }),
  );
}
