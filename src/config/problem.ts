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
}

/** What is wrong with a value, thrown to whoever knows which value that is. */
export class Wrong extends Error {}

export type Path = readonly PropertyKey[];

/** Something wrong: where (an offset in the file, or the name of an environment variable) and what. */
export interface Problem {
  readonly at: number | string;
  readonly path: Path;
  readonly text: string;
}

/** `accounts[0].name`. Safe to print: one line, not too long, whatever the file holds. */
export function label(path: Path): string {
  const steps = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${printable(String(step))}`));
  return steps.join('').replace(/^\./, '');
}

export function printable(word: string): string {
  return word.slice(0, 60).replaceAll(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, '?');
}
