import { type Document, Lexer, LineCounter, type ParsedNode, Parser, parseDocument, type YAMLParseError } from 'yaml';
import type { Position } from './error.js';

export interface Source {
  readonly doc: Document.Parsed<ParsedNode>;
  /** Position of an offset into the text. */
  readonly positionOf: (offset: number) => Position;
}

export interface Broken {
  readonly position: Position;
  readonly text: string;
}

/** No config is nested deeper than this, and the composer of the yaml package overflows the stack on far deeper ones. */
const DEEPEST = 60;

/** Parses one document. Says in plain words what is wrong, without a piece of the text: it may be a password. */
export function parseYaml(text: string): Source | Broken {
  const lines = new LineCounter();
  const positionOf = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  if (isTooDeep(text)) return { position: { line: 1, column: 1 }, text: 'nested too deeply for a config file' };
  const doc = compose(text, lines);
  if (doc === undefined) return { position: { line: 1, column: 1 }, text: 'not valid YAML' };
  const [error] = [...doc.errors].sort((a, b) => a.pos[0] - b.pos[0]);
  if (error === undefined) return { doc, positionOf };
  return { position: positionOf(error.pos[0]), text: `not valid YAML: ${reason(error)}` };
}

function compose(text: string, lineCounter: LineCounter): Source['doc'] | undefined {
  try {
    return parseDocument(text, {
      lineCounter,
      prettyErrors: false,
      // The reader finds duplicate keys itself: in linear time, and where a merge key is not one of them.
      uniqueKeys: false,
      customTags: [{ tag: '!secret', resolve: (name: string) => name }],
    });
  } catch {
    return undefined;
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

function reason({ code, message }: YAMLParseError): string {
  if (/closing ["']quote/.test(message)) return 'a quote is not closed; expected the same quote at the end of the text';
  if (/end with a [\]}]/.test(message)) return 'a bracket is not closed; expected ] or }';
  switch (code) {
    case 'TAB_AS_INDENT':
      return 'a tab at the start of a line; expected spaces';
    case 'BAD_INDENT':
      return 'wrong indentation; expected as many spaces as the lines around it have';
    case 'BAD_SCALAR_START':
      return 'a text cannot start with this character; expected it in quotes';
    case 'BAD_DQ_ESCAPE':
      return 'a backslash that means nothing; expected single quotes around the text, or \\\\ for a backslash';
    case 'BLOCK_AS_IMPLICIT_KEY':
      return 'a second ": " on the line; expected one, or the text in quotes';
    case 'MULTILINE_IMPLICIT_KEY':
      return 'a line without ": "; expected key: value, with a space after the colon';
    case 'MULTIPLE_DOCS':
      return 'a second document; expected one only';
    case 'MISSING_CHAR':
      return 'something is missing here; expected key: value';
    default:
      return 'something does not belong here; expected key: value, the spaces of the lines above, or quotes';
  }
}
