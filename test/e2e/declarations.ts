import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** A name that a declaration file exports. */
export interface Exported {
  readonly name: string;
  /** Not there at run time. */
  readonly isType: boolean;
  /** The declaration file it comes from. */
  readonly file: string;
}

/** What an index of re-exports exports. */
export function exportsOf(index: string): Exported[] {
  const lists = withoutComments(index).matchAll(/export (type )?\{([^}]*)\} from '([^']+)'/g);
  return [...lists].flatMap(([, type, names = '', from = '']) =>
    words(names).map((name) => ({
      name: name.replace('type ', ''),
      isType: type !== undefined || name.startsWith('type '),
      file: resolve(dirname(index), from.replace(/\.js$/, '.d.ts')),
    })),
  );
}

/** The names of the same package that an exported declaration is made of. */
export function namesUsedBy({ name, file }: Exported): string[] {
  const text = withoutComments(file);
  const statements = text.split(/^(?=(?:export|import|declare|type|interface) )/m);
  const own = statements.filter((statement) => declaredName(statement) === name).join('');
  const imported = [...text.matchAll(/import (?:type )?\{([^}]*)\} from '\.[^']*'/g)].flatMap(([, names = '']) =>
    words(names).map((word) => word.replace('type ', '')),
  );
  const declared = statements.filter((statement) => statement.startsWith('export ')).map(declaredName);
  return [...imported, ...declared].filter(
    (other): other is string => other !== undefined && other !== name && new RegExp(`\\b${other}\\b`).test(own),
  );
}

function declaredName(statement: string): string | undefined {
  return /^export (?:declare )?(?:interface|type|class|const|function) (\w+)/.exec(statement)?.[1];
}

function words(list: string): string[] {
  return list
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean);
}

function withoutComments(file: string): string {
  return readFileSync(file, 'utf8').replaceAll(/\/\*[\s\S]*?\*\//g, '');
}
