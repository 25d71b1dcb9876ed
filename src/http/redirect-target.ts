/** Where the browser lands after the authorise page, as far as this machine can tell. */
export interface RedirectTarget {
  /** The address at which it arrives: the redirect URI, or the one that a bounce service sends it on to. */
  readonly url: URL;
  /** Of that, every path that may be asked for. */
  readonly paths: readonly string[];
}

/** The path of the default redirect URI. */
const OWN_PATH = '/oauth/callback';

/**
 * A redirect URI may name a service that speaks https and sends the browser on to the address in its path
 * (`https://bounce.example/http://localhost:8787/callback`), or a proxy that takes the first parts of the path away.
 */
export function redirectTargetOf(redirectUri: string): RedirectTarget {
  const url = behindBounce(new URL(redirectUri));
  const parts = url.pathname.split('/').filter(Boolean);
  const ends = parts.map((_, index) => `/${parts.slice(index).join('/')}`);
  return { url, paths: [...new Set([...ends, ...(parts.length === 0 ? ['/'] : []), OWN_PATH])] };
}

function behindBounce(url: URL): URL {
  const path = decoded(url.pathname.slice(1));
  // A server in between may have made one slash of two.
  const inner = path.replace(/^(https?):\/+/i, '$1://');
  return /^https?:/i.test(path) && URL.canParse(inner) ? behindBounce(new URL(inner)) : url;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
