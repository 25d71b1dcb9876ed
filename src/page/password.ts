import { createHash, timingSafeEqual } from 'node:crypto';

/** Compares with the password in a time that tells nothing of it. */
export function isPassword(given: string, password: string, encoding: BufferEncoding = 'utf8'): boolean {
  return timingSafeEqual(hash(given, encoding), hash(password, 'utf8'));
}

/** What stands behind `Bearer`; undefined where there is no such header. Headers come as bytes, a letter each. */
export function bearerOf(authorization: string | undefined): string | undefined {
  return /^Bearer +(.*)$/i.exec(authorization ?? '')?.[1];
}

function hash(text: string, encoding: BufferEncoding): Buffer {
  return createHash('sha256').update(Buffer.from(text, encoding)).digest();
}
