/** Line and column, both from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/**
 * The one error of this folder. `message` is a whole line for a person:
 * `config.yaml:12:5: mqtt.prot: unknown key; did you mean port?`. It never holds the value of a secret.
 */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  /** The config file, spelled as the caller gave it. */
  readonly file: string;
  readonly line?: number;
  readonly column?: number;

  constructor(message: string, file: string, position?: Position) {
    super(message);
    this.file = file;
    if (position === undefined) return;
    this.line = position.line;
    this.column = position.column;
  }
}
