import { pattern } from './fields.js';

const SQLITE = 'sqlite';
const EXPECTED =
  'sqlite, or a URL such as postgres://user@host/withings, in which special characters stand as %40 and so on';

/** The key `store`: the word `sqlite`, or a PostgreSQL. As is usual there, a login may stand in the address. */
export const storeAddress = pattern(
  /^(sqlite|postgres(ql)?:\/\/([^\s/?#@]+@)?[^\s?#@]+(\?[^\s#@]*)?)$/,
  EXPECTED,
).refine((value) => value === SQLITE || parsed(value) !== undefined, `is not valid; expected ${EXPECTED}`);

/** Whether it is a store on which several bridges may run. */
export function isPostgres(store: string | undefined): store is string {
  return store !== undefined && store !== SQLITE;
}

/** The password in it, as it is written and as it is meant; none where there is none. */
export function passwordsIn(store: string): readonly string[] {
  const { password = '', searchParams } = parsed(store) ?? {};
  return [...new Set([password, decodeURIComponent(password), searchParams?.get('password') ?? ''])].filter(Boolean);
}

/** Undefined where it is none of a database, or a percent code in its login is none. */
function parsed(store: string): URL | undefined {
  try {
    // An empty host behind a user is usual where a socket is meant, and no URL.
    const url = new URL(store.replace(/^([a-z]+:\/\/[^/?#]*@)\//, '$1localhost/'));
    decodeURIComponent(url.username + url.password);
    return url.pathname.length > 1 ? url : undefined;
  } catch {
    return undefined;
  }
}
