/** Home Assistant cannot be used; the message says why, and what to do. */
export class HomeAssistantError extends Error {
  override readonly name: string = 'HomeAssistantError';
  /** `away` heals by itself; the rest needs a person. */
  constructor(
    message: string,
    readonly kind: 'away' | 'refused' | 'unusable',
  ) {
    super(message);
  }
}

/** One command was refused. */
export class CommandError extends HomeAssistantError {
  override readonly name = 'CommandError';
  constructor(
    command: string,
    readonly code: string,
    readonly reason: string,
  ) {
    super(`Home Assistant refuses ${command}: ${reason} (${code})`, 'unusable');
  }
}

/** The connection is there, and nothing comes. */
export class SilentError extends HomeAssistantError {
  override readonly name = 'SilentError';
  constructor(url: string) {
    super(`Home Assistant at ${url} has stopped answering`, 'away');
  }
}

export function refused(url: string): HomeAssistantError {
  const advice = 'make a long-lived access token (in your profile, under Security) and set homeassistant.token';
  return new HomeAssistantError(`Home Assistant refuses the token; ${advice} (${url})`, 'refused');
}

export function notHomeAssistant(url: string): HomeAssistantError {
  return new HomeAssistantError(`${url} is not Home Assistant; check homeassistant.url`, 'unusable');
}

export function lost(url: string): HomeAssistantError {
  return new HomeAssistantError(`the connection to Home Assistant at ${url} is lost`, 'away');
}

/** What is asked about the recorder is not answered where there is none. */
export function withoutRecorder(error: unknown): unknown {
  return error instanceof CommandError || error instanceof SilentError ? noRecorder() : error;
}

export function noRecorder(): HomeAssistantError {
  return new HomeAssistantError(
    'Home Assistant keeps no statistics: its recorder is switched off (neither recorder nor default_config in its configuration.yaml), or has failed (see its log)',
    'unusable',
  );
}

export function noAdministrator(): HomeAssistantError {
  return new HomeAssistantError(
    'homeassistant.token belongs to no administrator, and only one may write statistics; make a long-lived access token as an administrator',
    'refused',
  );
}

/** Why a connection did not come about. */
export function explain(error: Error, url: string): HomeAssistantError {
  const { code = '' } = error as NodeJS.ErrnoException;
  const at = `Home Assistant at ${url}`;
  const status = /Unexpected server response: (\d+)/.exec(error.message)?.[1];
  if (status) {
    const kind = Number(status) >= 500 ? 'away' : 'unusable';
    return new HomeAssistantError(`${at} answers HTTP ${status}, not a WebSocket; check homeassistant.url`, kind);
  }
  if (/CERT|SIGNATURE|SELF_SIGNED|ALTNAME|ISSUER/.test(code)) {
    const hint = 'use the name that the certificate is for, or let Node know its authority by NODE_EXTRA_CA_CERTS';
    return new HomeAssistantError(`the certificate of ${at} is not accepted (${code}); ${hint}`, 'unusable');
  }
  if (/^ERR_SSL|EPROTO/.test(code)) {
    return new HomeAssistantError(`${at} does not speak TLS; is it http instead of https?`, 'unusable');
  }
  if (code === 'ECONNRESET' && /^(http|ws):/.test(url)) {
    return new HomeAssistantError(`${at} hangs up (${code}); is it https instead of http?`, 'away');
  }
  return new HomeAssistantError(
    `${at} cannot be reached (${code || error.message || 'no reason given'}); check homeassistant.url`,
    'away',
  );
}
