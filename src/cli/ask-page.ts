import { get } from 'node:http';
import { OPERATOR_HEADERS } from '../cluster/operator/headers.js';
import { SAFETY_HEADERS } from '../page/safety-headers.js';

const PATIENCE_MILLISECONDS = 5000;
const POLICY = 'content-security-policy';

/** Of the page of a household, and of the one beside a bridge of several. */
const POLICIES: readonly (string | undefined)[] = [SAFETY_HEADERS[POLICY], OPERATOR_HEADERS[POLICY]];

/** Who answers where the page should be; it is known by its policy. */
export function askPage(url: string, signal: AbortSignal): Promise<'page' | 'somebody else' | 'nobody'> {
  return new Promise((resolve) => {
    const request = get(url, { agent: false, signal }, (response) => {
      const policy = response.headers[POLICY];
      resolve(typeof policy === 'string' && POLICIES.includes(policy) ? 'page' : 'somebody else');
      response.destroy();
    });
    const late = setTimeout(() => {
      // Whoever takes a connection and says nothing is none of ours.
      resolve('somebody else');
      request.destroy();
    }, PATIENCE_MILLISECONDS);
    request.on('close', () => clearTimeout(late));
    request.on('error', ({ code }: NodeJS.ErrnoException) =>
      resolve(code?.startsWith('HPE_') ? 'somebody else' : 'nobody'),
    );
  });
}
