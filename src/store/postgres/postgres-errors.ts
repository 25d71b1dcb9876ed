import { StoreError } from '../errors.js';

const CANNOT_REACH = 'it cannot be reached; check the address, and that PostgreSQL runs there';
const REFUSED = 'the user or the password is wrong, or may not come in from here; check both, and pg_hba.conf';
const UNTRUSTED = "the server's certificate is not trusted; name its authority by sslrootcert in the address";
const STANDBY = 'it is read-only, as a standby is; give the address of the primary';

/** By SQLSTATE, by the system's code, or by the words of what has none. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [/^(28\w{3}|password authentication failed|SASL|no such user|server login failed)/i, REFUSED],
  [/^(3D000|database .* does not exist|no such database)/i, 'there is no such database; make it: createdb'],
  [/^25006/, STANDBY],
  [/^(53100|58030)/, 'its disk is full, or cannot be written; make room'],
  [
    /^53300|^sorry, too many clients|no more connections/i,
    'it has no connection left; raise max_connections, or put PgBouncer before it',
  ],
  [/^53/, 'the server has run out of memory or the like; look into its log'],
  [
    /^(42501|3F000)/,
    'this user may not do that there; make it the owner of the database, or grant it create on the schema',
  ],
  [/^(42P01|42703)/, 'a table of it is missing or another one; put a backup in its place'],
  [/^(XX001|XX002)/, 'it is damaged; put a backup in its place'],
  [/^(57P0[1-5]|08P01: server)/, 'the server is starting or stopping'],
  [/^(57014|55P03|Query read timeout)/, 'it has not answered in time'],
  [/^25P0[1-4]/, 'this process stood still for too long within a transaction; nothing of it was written'],
  [/^(40001|40P01)/, 'others changed the same at the same time, again and again'],
  [/^(DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERR_TLS|CERT_)/, UNTRUSTED],
  [/^The server does not support SSL/i, 'it does not speak TLS; take sslmode out of the address, or turn it on there'],
  [/^(ENOENT|EACCES): .*open/, 'a file that the address names (sslrootcert, sslcert, sslkey) cannot be read'],
  [/^(ECONN|ENOTFOUND|EAI_|ETIMEDOUT|EHOST|ENET|EPIPE|ENOENT|EACCES|08)/, CANNOT_REACH],
  [
    /timeout exceeded when trying to connect/i,
    'no connection came free or up within five seconds; check that it can be reached',
  ],
  [/^(Connection terminated|Client has encountered|Client was closed|server conn crashed)/i, 'the connection was lost'],
];

/** An error of the library, the server or the system in words that say what to do. */
export function asStoreError(place: string, error: unknown): Error {
  if (error instanceof StoreError) return error;
  if (!(error instanceof Error)) return new Error(String(error));
  const code = codeOf(error);
  const known = REASONS.find(([pattern]) => [code ?? '', error.message].some((text) => pattern.test(text)));
  // Anything else is a mistake of ours, and its words help.
  if (!known) return error;
  return new StoreError(`cannot use ${place}: ${known[1]} (${code ?? error.message})`, { cause: error });
}

/** Whether the database chose this transaction to give way to another one: the same again may go well. */
export function gaveWay(error: unknown): boolean {
  const code = error instanceof StoreError ? codeOf(error.cause) : codeOf(error);
  return code === '40001' || code === '40P01';
}

/** Whether there is such a one already. */
export function isDuplicate(error: unknown): boolean {
  return codeOf(error) === '23505';
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
