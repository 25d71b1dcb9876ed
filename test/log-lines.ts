import { type Fields, fill, type Log, type LogLevel } from '../src/log.js';
import { createSecrets } from '../src/secrets.js';

/** A log that is read as the lines of its text, each behind its level: those of these levels, with every secret in them. */
export function logLines(levels: readonly LogLevel[] = ['error', 'warn', 'info']) {
  const lines: string[] = [];
  const write =
    (level: LogLevel) =>
    (template: string, fields: Fields = {}) => {
      if (levels.includes(level)) lines.push(`${level} ${fill(template, fields)}`);
    };
  const log: Log = {
    ...{ error: write('error'), warn: write('warn'), info: write('info'), debug: write('debug') },
    ...createSecrets(),
  };
  return { log, lines };
}
