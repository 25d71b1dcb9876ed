import type { Codes } from './authorization-codes.js';
import type { Answer } from './reply.js';
import { escapeHtml, html, redirect } from './reply.js';
import type { Params, Person } from './types.js';

/** The four scopes there are. */
export const SCOPES: readonly string[] = ['user.info', 'user.metrics', 'user.activity', 'user.sleepevents'];

const DEFAULT_REDIRECT = /^http:\/\/(localhost|127\.0\.0\.1)(:\d+)?(\/|$)/;
const FORM_FIELDS = ['response_type', 'client_id', 'redirect_uri', 'scope', 'state'];

export interface AuthorizeOptions {
  readonly clientId: string;
  readonly redirectUris?: readonly string[];
  readonly people: ReadonlyMap<number, Person>;
  readonly codes: Codes;
}

/** The page a person sees (GET) and what pressing its buttons does (POST), at /oauth2_user/authorize2. */
export function createAuthorizePage({ clientId, redirectUris, people, codes }: AuthorizeOptions) {
  function mistake(params: Params): string | undefined {
    if (params.response_type !== 'code') return 'unsupported_response_type: response_type must be "code"';
    if (params.client_id !== clientId) return 'invalid_client: Invalid clientid';
    if (!isRegistered(params.redirect_uri ?? '', redirectUris)) {
      return 'redirect_uri_mismatch: The redirect URI provided is missing or does not match the registered callback URL';
    }
    const scopes = (params.scope ?? '').split(',');
    if (!scopes.every((scope) => SCOPES.includes(scope))) {
      return `invalid_scope: scope must be a comma-separated list of ${SCOPES.join(', ')}`;
    }
    return params.state ? undefined : 'invalid_request: state is missing';
  }

  function allow(params: Params, userid: number): Answer {
    const redirectUri = params.redirect_uri ?? '';
    const code = codes.issue({ userid, scope: params.scope ?? '' }, redirectUri);
    return back(redirectUri, { code, state: params.state ?? '' });
  }

  return (method: string, params: Params): Answer => {
    if (method !== 'GET' && method !== 'POST') return html(405, 'Method not allowed', '');
    const wrong = mistake(params);
    if (wrong !== undefined) return html(400, 'Something is wrong', `<p>${escapeHtml(wrong)}</p>`);
    const first = [...people.keys()][0];
    if (method === 'GET') {
      return params.mode === 'demo' && first !== undefined ? allow(params, first) : form(params, [...people.values()]);
    }
    if (params.decision !== 'allow') {
      return back(params.redirect_uri ?? '', { error: 'access_denied', state: params.state ?? '' });
    }
    const userid = params.userid === undefined ? first : Number(params.userid);
    if (userid === undefined || !people.has(userid)) return html(400, 'Something is wrong', '<p>Unknown person</p>');
    return allow(params, userid);
  };
}

/** A registered address accepts a longer path and any query below it; scheme, host and port must be the same. */
function isRegistered(address: string, registered: readonly string[] | undefined): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  if (url.username !== '' || url.hash !== '') return false;
  if (registered === undefined) return DEFAULT_REDIRECT.test(url.href);
  return registered.some((text) => {
    const base = new URL(text);
    const folder = base.pathname.endsWith('/') ? base.pathname : `${base.pathname}/`;
    return url.origin === base.origin && (url.pathname === base.pathname || url.pathname.startsWith(folder));
  });
}

function back(redirectUri: string, extra: Params): Answer {
  const url = new URL(redirectUri);
  for (const [key, value] of Object.entries(extra)) url.searchParams.set(key, value);
  return redirect(url.href);
}

function form(params: Params, people: readonly Person[]): Answer {
  const hidden = FORM_FIELDS.map(
    (name) => `<input type="hidden" name="${name}" value="${escapeHtml(params[name] ?? '')}">`,
  );
  const choices = people.map(
    ({ userid, name }, index) =>
      `<p><label><input type="radio" name="userid" value="${userid}"${index === 0 ? ' checked' : ''}> ${escapeHtml(name)}</label></p>`,
  );
  const scopes = (params.scope ?? '').split(',').map((scope) => `<li>${escapeHtml(scope)}</li>`);
  return html(
    200,
    'Simulated Withings account',
    `<p>An application asks to read:</p>
<ul>${scopes.join('')}</ul>
<form method="post" action="/oauth2_user/authorize2">
${hidden.join('\n')}
${people.length > 1 ? choices.join('\n') : ''}
<button name="decision" value="allow">Allow this app</button>
<button name="decision" value="cancel">Cancel</button>
</form>`,
  );
}
