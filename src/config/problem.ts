export type Path = readonly PropertyKey[];

/** Something wrong: where (an offset in the file, or the name of an environment variable) and what. */
export interface Problem {
  readonly at: number | string;
  readonly path: Path;
  readonly text: string;
}

/** `accounts[0].name`. Safe to print: one line, not too long, whatever the file holds. */
export function label(path: Path): string {
  return path.reduce<string>((whole, step) => {
    if (typeof step === 'number') return `${whole}[${step}]`;
    const name = printable(String(step));
    return whole === '' ? name : `${whole}.${name}`;
  }, '');
}

export function printable(word: string): string {
  return word.slice(0, 60).replaceAll(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, '?');
}

/** The first one by its place in the file; problems of the environment come after those. */
export function firstOf(problems: readonly Problem[]): Problem | undefined {
  const order = ({ at }: Problem) => (typeof at === 'number' ? at : Number.MAX_SAFE_INTEGER);
  return [...problems].sort((a, b) => order(a) - order(b))[0];
}
