import type { Leaf } from './shape.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** A value, or what is wrong with it. */
export type Outcome<Value> = { readonly value: Value } | { readonly problem: string };

const REFERENCE = /\$\$\{|\$\{(?:([A-Za-z_][A-Za-z0-9_]*)\})?/g;
const WHOLE = /^\$\{[A-Za-z_][A-Za-z0-9_]*\}$/;

/** Puts environment variables in place of `${NAME}`; `$${` stands for a plain `${`. */
export function interpolate(text: string, env: Environment): Outcome<string> {
  const problems: string[] = [];
  const value = text.replaceAll(REFERENCE, (match, name: string | undefined) => {
    if (match === '$${') return '${';
    const found = name !== undefined && Object.hasOwn(env, name) ? env[name] : undefined;
    if (found === undefined) problems.push(complaint(name));
    return found ?? '';
  });
  const [problem] = problems;
  return problem === undefined ? { value } : { problem };
}

function complaint(name: string | undefined): string {
  if (name !== undefined) return `environment variable ${name} is not set`;
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the text is about this very syntax.
  return 'has a ${ without a name and a } after it; expected ${NAME}, or $${ for the two characters';
}

/** Reads the string at a place of the file: its references, then its type if it is nothing but one reference. */
export function readText(text: string, leaf: Leaf, env: Environment): Outcome<unknown> {
  const outcome = interpolate(text, env);
  if ('problem' in outcome || !WHOLE.test(text)) return outcome;
  // Docker Compose hands an unset variable over as an empty one.
  return { value: outcome.value === '' ? undefined : typed(outcome.value, leaf) };
}

/** A text from outside the file as the type its key has; unchanged where it does not fit, for the schema to refuse. */
export function typed(text: string, leaf: Leaf): string | number | boolean {
  if (leaf.kind === 'number' && /^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  if (leaf.kind === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}
