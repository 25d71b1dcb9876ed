import type { Override } from './overrides.js';
import { label, type Path, type Problem } from './problem.js';
import { type Issue, relationIssues } from './relations.js';
import { type FileConfig, fileSchema } from './schema.js';
import type { Section } from './shape.js';
import type { Place, Tree } from './tree.js';

export interface Checked {
  /** There where nothing is wrong. */
  readonly config: FileConfig | undefined;
  readonly problems: readonly Problem[];
}

/** Puts the overrides over the file, checks the whole, and finds the place of whatever is wrong. */
export function validate(tree: Tree, file: Section, overrides: ReadonlyMap<string, Override>): Checked {
  const data = complete(tree.data, file, overrides);
  const result = fileSchema.safeParse(data, { reportInput: true });
  const issues = [
    ...(result.error?.issues ?? []).map(({ path, message, input }) => ({
      path,
      text: input === undefined || input === null ? absent(tree, path, message) : message,
    })),
    ...relationIssues(data),
  ];
  const problems = [
    ...tree.problems,
    ...issues.filter(({ path }) => !isSpoiled(tree, path)).map((issue) => placed(issue, tree, overrides)),
  ];
  return { config: problems.length === 0 ? result.data : undefined, problems };
}

/** The file with every section in it, if only empty, and with the values of the environment. */
function complete(data: unknown, file: Section, overrides: ReadonlyMap<string, Override>): unknown {
  if (!isRecord(data)) return data;
  const whole: Record<string, unknown> = { ...data };
  for (const [key, shape] of file.keys) if (shape.kind === 'section') whole[key] ??= {};
  for (const { path, value } of overrides.values()) {
    const [first = '', second] = path.map(String);
    const section = whole[first];
    if (second === undefined) whole[first] = value;
    else if (isRecord(section)) whole[first] = { ...section, [second]: value };
  }
  return whole;
}

function absent(tree: Tree, path: Path, expectation: string): string {
  return `${tree.places.has(label(path)) ? 'has no value' : 'missing required key'}; ${expectation}`;
}

function isSpoiled({ spoiled }: Tree, path: Path): boolean {
  return path.some((_, index) => spoiled.has(label(path.slice(0, index + 1))));
}

function placed({ path, text }: Issue, { places }: Tree, overrides: ReadonlyMap<string, Override>): Problem {
  const variable = overrides.get(label(path))?.variable;
  if (variable !== undefined) return { at: variable, path, text };
  const own = places.get(label(path));
  if (own !== undefined) return { at: own.value, path, text };
  return { at: parentOf(path, places)?.key ?? 0, path, text };
}

/** The nearest section or list above that is in the file; at the top that is the file itself. */
function parentOf(path: Path, places: Tree['places']): Place | undefined {
  const above = path.slice(0, -1);
  return places.get(label(above)) ?? (above.length === 0 ? undefined : parentOf(above, places));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
