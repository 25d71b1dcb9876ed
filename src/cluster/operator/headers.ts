import { SAFETY_HEADERS } from '../../page/safety-headers.js';

/** Of every answer of the operator's page: nothing runs there, and nothing comes from elsewhere. */
export const OPERATOR_HEADERS = {
  ...SAFETY_HEADERS,
  'content-security-policy': [
    ...["default-src 'none'", "style-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"],
  ].join('; '),
  // With no-referrer a browser says of a form that it comes from nowhere ("Origin: null").
  'referrer-policy': 'same-origin',
} as const satisfies Readonly<Record<string, string>>;
