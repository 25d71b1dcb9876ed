import type { StatusFamily } from './envelope-status.js';
import { TOKEN_SITE } from './token-site.js';

/** Where an error came from: the path below the API host and the `action` parameter. Never a token or a secret. */
export interface CallSite {
  readonly endpoint: string;
  readonly action: string;
}

export interface ErrorDetails extends Partial<CallSite> {
  /** The `status` of the envelope, or the HTTP status when there was no envelope. */
  readonly status?: number | undefined;
  readonly family?: StatusFamily | 'transport' | undefined;
  readonly cause?: unknown;
}

/**
 * Anything that goes wrong between this client and Withings. `cause` is safe to log: it is never an HTTP client's own
 * error, which would carry the Authorization header and the form body.
 */
export class WithingsError extends Error {
  override readonly name: string = 'WithingsError';
  readonly status: number | undefined;
  readonly endpoint: string;
  readonly action: string;
  readonly family: StatusFamily | 'transport';

  constructor(message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.status = details.status;
    this.endpoint = details.endpoint ?? '';
    this.action = details.action ?? '';
    this.family = details.family ?? 'error';
  }

  /** True when the same call may well succeed a little later. */
  get temporary(): boolean {
    return ['error', 'timeout', 'bad_state', 'too_many_requests', 'transport'].includes(this.family);
  }

  /** True when this login, or this client, may not make the call at all: a scope is missing, or a contract. */
  get refused(): boolean {
    return this.family === 'unauthorized';
  }
}

/** The access token is not accepted (100-102, 200, 401), or the refresh token or code is dead (503 of the token endpoint). */
export class AuthenticationError extends WithingsError {
  override readonly name = 'AuthenticationError';
  /** True when only a person can help: the login is gone and the account must be authorised again. */
  readonly needsLogin: boolean;

  constructor(message: string, details: ErrorDetails & { readonly needsLogin?: boolean } = {}) {
    super(message, { family: 'auth_failed', ...details });
    this.needsLogin = details.needsLogin ?? false;
  }
}

/** 601 inside the envelope, or HTTP 429. */
export class RateLimitError extends WithingsError {
  override readonly name = 'RateLimitError';
  /** Seconds to wait before this call is repeated: as Withings says, else over 10 for an identical call, a minute for the cap. */
  readonly retryAfter: number;

  constructor(message: string, details: ErrorDetails & { readonly retryAfter: number }) {
    super(message, { family: 'too_many_requests', ...details });
    this.retryAfter = details.retryAfter;
  }

  /** The same in the same words, since it is no news, with so many seconds left of the wait. */
  withLeft(retryAfter: number): RateLimitError {
    const { status, endpoint, action } = this;
    return new RateLimitError(this.message, { status, endpoint, action, retryAfter });
  }
}

/** Withings refuses the parameters; repeating the call is of no use. */
export class InvalidParametersError extends WithingsError {
  override readonly name = 'InvalidParametersError';

  constructor(message: string, details: ErrorDetails = {}) {
    super(message, { family: 'invalid_params', ...details });
  }
}

/** No usable answer: connection refused or reset, time-out, HTTP error, HTML, an empty body, broken JSON. */
export class TransportError extends WithingsError {
  override readonly name = 'TransportError';

  constructor(message: string, details: ErrorDetails = {}) {
    super(message, { family: 'transport', ...details });
  }
}

/** Whether Withings does not let this login read it at all. */
export function isRefused(error: unknown): error is WithingsError {
  return error instanceof WithingsError && error.refused && !isOfTokens(error);
}

/** Whether Withings gives this client no tokens, whoever's they are: a matter of its credentials or its plan. */
export function isClientRefused(error: unknown): error is WithingsError {
  if (!(error instanceof WithingsError) || !isOfTokens(error) || error.temporary) return false;
  return error.refused || /client/i.test(error.message);
}

function isOfTokens({ endpoint, action }: WithingsError): boolean {
  return endpoint === TOKEN_SITE.endpoint && action === TOKEN_SITE.action;
}
