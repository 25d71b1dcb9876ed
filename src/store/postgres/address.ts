import { StoreError } from '../errors.js';

/** Where a database is. */
export interface Address {
  /** For the library, with the password in it. */
  readonly whole: string;
  /** Without a login, for messages. */
  readonly place: string;
}

/** The library takes these for `verify-full`, and says on the standard error output that it will not for ever. */
const AS_VERIFIED = ['prefer', 'require', 'verify-ca'];

/**
 * Reads `postgres://user@host:5432/name?sslmode=verify-full&sslrootcert=/ca.pem`, or a socket:
 * `postgres://user@/name?host=/run/postgresql`.
 *
 * @param password wins over the one in the address
 * @throws StoreError that repeats nothing of an address that cannot be read
 */
export function readAddress(address: string, password?: string): Address {
  const url = parse(address);
  const parameters = url.searchParams;
  if (password !== undefined) parameters.set('password', password);
  if (AS_VERIFIED.includes(parameters.get('sslmode') ?? '') && parameters.get('uselibpqcompat') !== 'true') {
    parameters.set('sslmode', 'verify-full');
  }
  const socket = parameters.get('host');
  const place = `postgres://${socket ? '' : url.host}${url.pathname}${socket ? `?host=${socket}` : ''}`;
  return { whole: url.href, place };
}

function parse(address: string): URL {
  // An empty host behind a user is usual where a socket is meant, and no URL.
  const text = address.replace(/^([a-z]+:\/\/[^/?#]*@)\//, '$1localhost/');
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^postgres(ql)?:$/.test(url.protocol) && url.pathname.length > 1) return url;
  throw new StoreError(
    'the address of the store cannot be read; expected postgres://user:password@host:5432/database, with what is special in a password as percent codes',
  );
}
