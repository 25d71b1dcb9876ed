import { createHmac } from 'node:crypto';

/**
 * Signature v2: HMAC-SHA256 in lower-case hex over the values of the signed keys, in alphabetical order of the keys,
 * joined by commas. `getnonce` signs action, client_id and timestamp; every other action signs action, client_id and
 * nonce, whatever else it sends (Withings, "Sign your requests").
 */
export function sign(values: Readonly<Record<string, string | number>>, clientSecret: string): string {
  const text = Object.keys(values)
    .sort()
    .map((key) => values[key])
    .join(',');
  return createHmac('sha256', clientSecret).update(text).digest('hex');
}
