import type { Envelope } from './types.js';

/** A complete HTTP answer before it is written. `envelope` is set where the body is one. */
export interface Answer {
  readonly code: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly envelope?: Envelope;
}

/** An API answer: HTTP 200 with the envelope as JSON, whatever its status. */
export function json(envelope: Envelope): Answer {
  return {
    code: 200,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(envelope),
    envelope,
  };
}

/** A page for a browser. `content` is trusted HTML. */
export function html(code: number, title: string, content: string): Answer {
  return {
    code,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${escapeHtml(title)}</title></head>
<body style="font-family: sans-serif; max-width: 32rem; margin: 3rem auto">
<h1>${escapeHtml(title)}</h1>
${content}
</body>
</html>
`,
  };
}

/** A redirect with an empty body. */
export function redirect(location: string): Answer {
  return { code: 302, headers: { location }, body: '' };
}

/** Text as it may stand in HTML and in a quoted attribute. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** Status 0 with a body. */
export function success(body: unknown): Envelope {
  return { status: 0, body };
}

/** Any other status with its sentence. */
export function failure(status: number, error: string): Envelope {
  return { status, body: {}, error };
}

/** 503: the status Withings gives to wrong parameters, a dead refresh token and a dead code alike. */
export function invalid(what: string): Envelope {
  return failure(503, `Invalid Params: invalid ${what}`);
}

/** A scope that the token lacks, as real accounts get it: in no table of Withings, and without the name of the scope. */
export const insufficientScope: Envelope = Object.freeze(
  failure(
    403,
    'XRequestID: [Not provided] - Insufficient_scope: The request requires higher privileges than provided by the access token',
  ),
);

/** Unknown path or action. */
export const notImplemented: Envelope = Object.freeze(failure(2554, 'Not implemented'));

/** Missing, unknown or expired access token. */
export const invalidToken: Envelope = Object.freeze(
  failure(401, 'XRequestID: Not provided invalid_token: The access token provided is invalid'),
);
