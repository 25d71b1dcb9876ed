import { type Document, type ErrorCode, Lexer, Parser, parseDocument, type YAMLParseError } from 'yaml';
import { ConfigError } from './config-error.js';

/** No config is nested deeper than this; far deeper ones overflow the stack of the yaml package, which may end Node. */
const DEEPEST = 60;

const OPTIONS = {
  prettyErrors: false,
  // With them it is known where a tag or an anchor stands.
  keepSourceTokens: true,
  // The reader finds duplicate keys itself: in linear time, and where a merge key is not one of them.
  uniqueKeys: false,
  customTags: [{ tag: '!secret', resolve: (name: string) => name }],
};

/** One document, or a ConfigError: in plain words, without a piece of the text, which may be a password. */
export function parseYaml(text: string, file: string): Document.Parsed {
  const broken = (offset: number, words: string) => ConfigError.at(offset, text, file, words);
  const foreign = text.search(/[\0\uFFFD]/);
  if (foreign !== -1) throw broken(foreign, 'is not UTF-8 text; expected a text file in UTF-8');
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(text)) {
    for (const _ of parser.next(lexeme));
    if (parser.stack.length > DEEPEST) throw broken(0, 'nested too deeply for a config file');
  }
  const doc = parseDocument(text, OPTIONS);
  const [error] = doc.errors.sort((a, b) => a.pos[0] - b.pos[0]);
  if (error) throw broken(error.pos[0], `not valid YAML: ${reason(error)}`);
  return doc;
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
