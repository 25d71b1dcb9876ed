import { createHash, randomBytes } from 'node:crypto';
import type { CookiePlace } from './own-address.js';

/** Who is signed in; a restart signs everybody out. */
export interface Sessions {
  /** @returns the cookie to set */
  open(place: CookiePlace): string;
  /** Whether a cookie header has a session that is still good; it is, for as long again. */
  has(cookies: string | undefined): boolean;
  /** By which it can be told from others, and leads nowhere back; undefined without one. */
  key(cookies: string | undefined): string | undefined;
  /** The cookie to set once more, so that the browser keeps it while it is used; undefined when it was set lately. */
  renew(cookies: string | undefined): string | undefined;
  /** Ends all that a cookie header has. @returns the cookies that take them away */
  close(cookies: string | undefined): readonly string[];
}

const ROOT: CookiePlace = { path: '/', secure: false };
const LIFE_SECONDS = 30 * 86_400;
const AGAIN_MILLISECONDS = 86_400_000;
/** More than a household has browsers: of more than these the one goes that has not been used for longest. */
const MOST_SESSIONS = 100;

interface Session {
  readonly place: CookiePlace;
  used: number;
  /** When its cookie was last set. */
  set: number;
}

interface Known {
  readonly id: string;
  readonly key: string;
  readonly session: Session;
}

/** @param name of the cookie */
export function createSessions(clock: () => number, name: string): Sessions {
  /** By what can be made of the id and leads nowhere back, in the order of their last use. */
  const sessions = new Map<string, Session>();

  function find(cookies: string | undefined): Known | undefined {
    for (const id of idsIn(name, cookies)) {
      const key = hashOf(id);
      const session = sessions.get(key);
      sessions.delete(key);
      if (!session || clock() - session.used >= LIFE_SECONDS * 1000) continue;
      session.used = clock();
      sessions.set(key, session);
      return { id, key, session };
    }
    return undefined;
  }

  return {
    open(place) {
      const id = randomBytes(32).toString('base64url');
      const [oldest] = sessions.keys();
      if (sessions.size >= MOST_SESSIONS && oldest !== undefined) sessions.delete(oldest);
      sessions.set(hashOf(id), { place, used: clock(), set: clock() });
      return cookie(name, id, LIFE_SECONDS, place);
    },
    has: (cookies) => find(cookies) !== undefined,
    key: (cookies) => find(cookies)?.key,
    renew(cookies) {
      const known = find(cookies);
      if (!known || clock() - known.session.set < AGAIN_MILLISECONDS) return undefined;
      known.session.set = clock();
      return cookie(name, known.id, LIFE_SECONDS, known.session.place);
    },
    close(cookies) {
      const keys = idsIn(name, cookies).map(hashOf);
      const places = keys.flatMap((key) => sessions.get(key)?.place ?? []);
      for (const key of keys) sessions.delete(key);
      return (places.length > 0 ? places : [ROOT]).map((place) => cookie(name, '', 0, place));
    },
  };
}

function cookie(name: string, id: string, seconds: number, { path, secure }: CookiePlace): string {
  const parts = [`${name}=${id}`, `Path=${path}`, `Max-Age=${seconds}`, 'HttpOnly', 'SameSite=Lax'];
  return [...parts, ...(secure ? ['Secure'] : [])].join('; ');
}

/** There may be several of the name, for several paths. */
function idsIn(wanted: string, cookies = ''): string[] {
  return cookies.split(';').flatMap((pair) => {
    const [name = '', ...value] = pair.split('=');
    return name.trim() === wanted ? [value.join('=').trim()] : [];
  });
}

function hashOf(id: string): string {
  return createHash('sha256').update(id).digest('base64');
}
