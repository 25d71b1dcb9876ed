import { get } from 'node:http';
import { SAFETY_HEADERS } from '../page/safety-headers.js';

const PATIENCE_MILLISECONDS = 5000;
const POLICY = 'content-security-policy';

/** Who answers where the page should be; it is known by its policy. */
export function askPage(url: string, signal: AbortSignal): Promise<'page' | 'somebody else' | 'nobody'> {
  return new Promise((resolve) => {
    const request = get(url, { agent: false, signal }, (response) => {
      resolve(response.headers[POLICY] === SAFETY_HEADERS[POLICY] ? 'page' : 'somebody else');
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
