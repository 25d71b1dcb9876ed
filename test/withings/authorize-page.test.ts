import { describe, expect, it } from 'vitest';
import { refusalIn } from '../../src/withings/authorize-page.js';
import { authorizeUrl } from '../../src/withings/oauth.js';

const URL_ASKED = authorizeUrl({
  accountUrl: 'https://account.example',
  clientId: 'invalid-client',
  redirectUri: 'http://localhost:8099/invalid',
  state: 's',
});

describe('refusalIn', () => {
  it.each([
    [400, 'redirect_uri_mismatch: The redirect URI provided is missing or does not match', 'redirect_uri'],
    [400, '{"error":"invalid_request","error_description":"Invalid redirect_uri"}', 'redirect_uri'],
    [400, '<p>The callback URL is not registered</p>', 'redirect_uri'],
    [400, 'invalid_client: Invalid clientid', 'client_id'],
    [401, '{"error":"invalid_client"}', 'client_id'],
    [400, 'The client id supplied is invalid', 'client_id'],
  ])('HTTP %i with %s: %s', (status, text, refused) => expect(refusalIn(status, text, URL_ASKED)).toBe(refused));

  it.each([
    ['no mistake', 200, 'invalid redirect_uri'],
    ['a filter with words of its own', 403, 'redirect_uri is not allowed'],
    ['a server that is down', 503, 'invalid redirect_uri'],
    ['another mistake', 400, 'invalid_scope: scope must be a list'],
    ['the address', 400, `<p>Invalid: ${URL_ASKED}</p>`],
    ['the address in HTML', 400, `<p>Invalid: ${URL_ASKED.replaceAll('&', '&amp;')}</p>`],
    ['the address, encoded', 400, `<a href="/why?url=${encodeURIComponent(URL_ASKED)}">invalid</a>`],
    ['its path and query', 400, `unknown page ${URL_ASKED.slice('https://account.example'.length)}`],
    ['both far from each other', 400, `redirect_uri. ${'x '.repeat(60)} invalid`],
  ])('%s is no refusal', (_, status, text) => expect(refusalIn(status, text, URL_ASKED)).toBeUndefined());
});
