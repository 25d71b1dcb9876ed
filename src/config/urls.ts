import { pattern } from './fields.js';

const NO_LOGIN = 'carries a user name or password; expected none';

/** A URL with http or https and no login in it. */
export function httpUrl(expected = 'a URL with http or https') {
  return pattern(/^https?:\/\/[^\s]+$/, expected)
    .refine((value) => !value.includes('@'), { error: NO_LOGIN, abort: true })
    .refine(hasHost, { error: `is not valid; expected ${expected}` });
}

/** Home Assistant's WebSocket API stands below its address, whichever way that is written. */
export function homeAssistantUrl() {
  const expected = 'the URL of Home Assistant, with http, https, ws or wss';
  return pattern(/^(https?|wss?):\/\/[^\s]+$/, expected)
    .refine((value) => !value.includes('@'), { error: NO_LOGIN, abort: true })
    .refine(hasHost, { error: `is not valid; expected ${expected}` });
}

/** Withings calls it from outside: https, except where nothing leaves the machine. */
export function publicUrl() {
  return httpUrl('a URL with https').refine((value) => value.startsWith('https:') || isLoopback(value), {
    error: 'is not secure; expected https (http only on a loopback address)',
  });
}

/** The broker: a URL, or the word `embedded`. A login has keys of its own, so that logs may show the URL. */
export function brokerUrl() {
  const expected = 'a URL with mqtt, mqtts, ws or wss, or the word embedded';
  return pattern(/^(embedded|(mqtts?|wss?):\/\/[^\s]+)$/, expected)
    .refine((value) => !value.includes('@'), {
      error: 'carries a user name or password; expected them in mqtt.username and mqtt.password',
      abort: true,
    })
    .refine((value) => value === 'embedded' || hasHost(value), { error: `is not valid; expected ${expected}` });
}

export function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}

function hasHost(value: string): boolean {
  return URL.canParse(value) && new URL(value).hostname !== '';
}

function isLoopback(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { hostname } = new URL(value);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}
