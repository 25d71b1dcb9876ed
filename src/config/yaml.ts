import { type Document, type ErrorCode, Lexer, LineCounter, Parser, parseDocument, type YAMLParseError } from 'yaml';
import type { Problem } from './problem.js';

/** A parsed text, or what is wrong with it; and how to find a place in it. */
export type Source = { readonly lines: LineCounter } & (
  | { readonly doc: Document.Parsed }
  | { readonly problem: Problem & { readonly at: number } }
);

/** No config is nested deeper than this, and the composer of the yaml package overflows the stack on far deeper ones. */
const DEEPEST = 60;

const OPTIONS = {
  prettyErrors: false,
  // With them it is known where a tag or an anchor stands.
  keepSourceTokens: true,
  // The reader finds duplicate keys itself: in linear time, and where a merge key is not one of them.
  uniqueKeys: false,
  customTags: [{ tag: '!secret', resolve: (name: string) => name }],
};

/** Parses one document. Says in plain words what is wrong, without a piece of the text: it may be a password. */
export function parseYaml(text: string): Source {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (const { index } of text.matchAll(/\n/g)) lines.addNewLine(index + 1);
  const broken = (at: number, why: string) => ({ lines, problem: { at, path: [], text: why } });
  const foreign = text.search(/[\0\uFFFD]/);
  if (foreign !== -1) return broken(foreign, 'is not UTF-8 text; expected a text file in UTF-8');
  if (isTooDeep(text)) return broken(0, 'nested too deeply for a config file');
  try {
    const doc = parseDocument(text, OPTIONS);
    const [error] = doc.errors.sort((a, b) => a.pos[0] - b.pos[0]);
    return error ? broken(error.pos[0], `not valid YAML: ${reason(error)}`) : { lines, doc };
  } catch {
    return broken(0, 'not valid YAML');
  }
}

function isTooDeep(text: string): boolean {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(text)) {
    for (const _ of parser.next(lexeme));
    if (parser.stack.length > DEEPEST) return true;
  }
  return false;
}

const REASONS: Partial<Record<ErrorCode, string>> = {
  TAB_AS_INDENT: 'a tab at the start of a line; expected spaces',
  BAD_INDENT: 'wrong indentation; expected as many spaces as the lines around it have',
  BAD_SCALAR_START: 'a text cannot start with this character; expected it in quotes',
  BAD_DQ_ESCAPE: 'a backslash that means nothing; expected single quotes around the text, or \\\\ for a backslash',
  BLOCK_AS_IMPLICIT_KEY: 'a second ": " on the line; expected one, or the text in quotes',
  MULTILINE_IMPLICIT_KEY: 'a line without ": "; expected key: value, with a space after the colon',
  MULTIPLE_DOCS: 'a second document; expected one only',
  MISSING_CHAR: 'something is missing here; expected key: value',
};

function reason({ code, message }: YAMLParseError): string {
  if (/closing ["']quote/.test(message)) return 'a quote is not closed; expected the same quote at the end of the text';
  if (/end with a [\]}]/.test(message)) return 'a bracket is not closed; expected ] or }';
  const other = 'something does not belong here; expected key: value, the spaces of the lines above, or quotes';
  return REASONS[code] ?? other;
}
