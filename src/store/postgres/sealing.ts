import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';

/** Keeps texts from whoever has the database and not the key. */
export interface Seal {
  /** @param owner only with the same one it opens again */
  close(text: string, owner: string): Uint8Array;
  /** Undefined where it was closed with another key, or for another owner. */
  open(sealed: Uint8Array, owner: string): string | undefined;
}

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** AES-256-GCM: nonce, tag, and what is sealed. @param key 32 bytes */
export function createSeal(key: Uint8Array): Seal {
  return {
    close(text, owner) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
      cipher.setAAD(Buffer.from(owner));
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), body]);
    },
    open(sealed, owner) {
      const nonce = sealed.subarray(0, NONCE_BYTES);
      const tag = sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
        decipher.setAAD(Buffer.from(owner)).setAuthTag(tag);
        const body = decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES));
        return Buffer.concat([body, decipher.final()]).toString('utf8');
      } catch {
        return undefined;
      }
    },
  };
}

/** 32 bytes as hex digits or base64 are the key itself; any other text makes one, with a salt of the store's own. */
export async function keyOf(text: string, salt: string): Promise<Uint8Array> {
  const given = text.trim();
  if (/^[0-9a-f]{64}$/i.test(given)) return Buffer.from(given, 'hex');
  if (/^[A-Za-z0-9+/_-]{43}=?$/.test(given)) return Buffer.from(given, 'base64');
  return new Promise((resolve, reject) => {
    scrypt(given, salt, KEY_BYTES, (error, key) => (error ? reject(error) : resolve(key)));
  });
}
