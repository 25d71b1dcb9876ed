/**
 * The one error of this folder. `message` is a whole line for a person:
 * `config.yaml:12:5: mqtt.prot: unknown key; did you mean port?`. It never holds the value of a secret.
 * `file` is spelled as the caller gave it; `line` and `column` are from 1, where it is about a place in the file.
 */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  constructor(
    message: string,
    readonly file: string,
    readonly line?: number,
    readonly column?: number,
  ) {
    super(message);
  }

  /** About the place of an offset in the text of the file, or about something from elsewhere, by its name. */
  static at(place: number | string, text: string, file: string, words: string): ConfigError {
    if (typeof place === 'string') return new ConfigError(`${place}: ${words}`, file);
    const lines = text.slice(0, place).split('\n');
    const column = lines.at(-1)!.length + 1;
    return new ConfigError(`${file}:${lines.length}:${column}: ${words}`, file, lines.length, column);
  }
}

/** What is wrong, and where: an offset in the file, or the name that something from elsewhere goes by. */
export class Problem extends Error {
  constructor(
    text: string,
    readonly at?: number | string,
  ) {
    super(text);
  }
}

/** Safe to print: one line, not too long, whatever the file holds. */
export function printable(word: string): string {
  return word.slice(0, 60).replaceAll(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, '?');
}
