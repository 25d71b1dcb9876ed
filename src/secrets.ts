import { createHash, timingSafeEqual } from 'node:crypto';

/** What must not be seen, and the means to keep it out of a text. */
export interface Secrets {
  /**
   * From now on this text is blanked out. Of the same `name` the newest two are remembered: tokens change for years.
   */
  hide(secret: string, name?: string): void;
  /** Nobody carries the texts of this name any more. */
  forget(name: string): void;
  /** The text, with `***` in place of every secret in any of its forms. */
  blank(text: string): string;
}

const BLANK = '***';
/** Shorter ones would blank out ordinary words. */
const SHORTEST_SECRET = 4;
/** The one in use, and the one before it, which a call under way may still carry. */
const REMEMBERED = 2;

export function createSecrets(): Secrets {
  const byName = new Map<string, readonly string[]>();
  /** Made when it is needed: of thousands of tokens that come and go, few are there when something is said. */
  let pattern: RegExp | undefined;
  return {
    hide(secret, name = secret) {
      if (secret.length < SHORTEST_SECRET) return;
      const older = (byName.get(name) ?? []).filter((one) => one !== secret);
      byName.set(name, [secret, ...older].slice(0, REMEMBERED));
      pattern = undefined;
    },
    forget(name) {
      if (byName.delete(name)) pattern = undefined;
    },
    blank(text) {
      if (byName.size === 0 || text === '') return text;
      pattern ??= patternOf([...byName.values()].flat());
      return text.replaceAll(pattern, BLANK);
    },
  };
}

/** The longest first: one secret may be a part of another. In both cases, as hex digits and percent codes may be. */
function patternOf(secrets: readonly string[]): RegExp {
  const forms = [...new Set(secrets.flatMap(formsOf))].filter((form) => form.length >= SHORTEST_SECRET);
  const sources = forms.sort((x, y) => y.length - x.length).map((form) => form.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
  return new RegExp(sources.join('|'), 'gi');
}

/** A secret as it is, and as it looks in a URL, a form, JSON, hex and base64, be it a part of what is encoded. */
function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const base64 = [bytes.toString('base64'), ...[0, 1, 2].map((before) => base64Within(bytes, before))];
  return [
    secret,
    encodeURIComponent(secret),
    new URLSearchParams({ '': secret }).toString().slice(1),
    [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
    JSON.stringify(secret).slice(1, -1),
    bytes.toString('hex'),
    ...base64.flatMap((text) => [text, text.replace(/=+$/, ''), text.replaceAll('+', '-').replaceAll('/', '_')]),
  ];
}

/** The digits that hold nothing but the secret when so many bytes (modulo 3) stand before it, and others after it. */
function base64Within(secret: Buffer, before: number): string {
  const bytes = Buffer.concat([Buffer.alloc(before), secret]);
  return bytes.toString('base64').slice(Math.ceil((before * 8) / 6), Math.floor((bytes.length * 8) / 6));
}

/** Whether somebody has given a secret, in a time that tells nothing of it. @param given as text, or as bytes of UTF-8 */
export function isSecret(given: string | Uint8Array, secret: string): boolean {
  const digest = (text: string | Uint8Array) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(secret));
}
