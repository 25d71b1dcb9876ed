import { type Fields, fill, type Log, type LogLevel } from '../src/log.js';

/** A log that is read as the lines of its text, each behind its level: those of these levels. */
export function logLines(levels: readonly LogLevel[] = ['error', 'warn', 'info']) {
  const lines: string[] = [];
  const write =
    (level: LogLevel) =>
    (template: string, fields: Fields = {}) => {
      if (levels.includes(level)) lines.push(`${level} ${fill(template, fields)}`);
    };
  const log: Log = {
    ...{ error: write('error'), warn: write('warn'), info: write('info'), debug: write('debug') },
    ...{ hide() {}, blank: (text: string) => text },
  };
  return { log, lines };
}
