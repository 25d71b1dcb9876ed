import type { InfluxPoint } from '../../../src/sinks/influx/line.js';

/**
 * A line as a server reads it: `measurement,tag=value field=value seconds`. A backslash takes the meaning of the comma,
 * equals sign or blank behind it away, and means itself before anything else; texts stand in quotes.
 */
export function decodeLine(line: string): InfluxPoint {
  const [series, fields, time] = split(line, ' ', true);
  const [measurement = '', ...pairs] = split(series ?? '', ',');
  const tags = Object.fromEntries(pairs.map((pair) => split(pair, '=').map(unescaped) as [string, string]));
  const at = fields!.indexOf('=');
  return {
    ...{ measurement: unescaped(measurement), tags, field: unescaped(fields!.slice(0, at)) },
    ...{ value: fieldValue(fields!.slice(at + 1)), seconds: Number(time) },
  };
}

function split(text: string, at: string, quotes = false): string[] {
  const parts = [''];
  let quoted = false;
  for (let index = 0; index < text.length; index++) {
    const letter = text[index]!;
    if (letter === '\\') parts[parts.length - 1] += letter + (text[++index] ?? '');
    // Only the value of a field can be in quotes, and it is in the second part.
    else if (letter === at && !quoted) parts.push('');
    else {
      if (letter === '"' && quotes && parts.length === 2) quoted = !quoted;
      parts[parts.length - 1] += letter;
    }
  }
  return parts;
}

function unescaped(text: string): string {
  return text.replaceAll(/\\([,= ])/g, '$1');
}

function fieldValue(text: string): InfluxPoint['value'] {
  if (text.startsWith('"')) return text.slice(1, -1).replaceAll(/\\(["\\])/g, '$1');
  if (text === 'true' || text === 'false') return text === 'true';
  return Number(text);
}
