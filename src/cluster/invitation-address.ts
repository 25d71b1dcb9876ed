import type { Config } from '../config/index.js';
import { redirectTargetOf } from '../http/redirect-target.js';

type Addressed = Pick<Config, 'withings' | 'server'>;

/** The path of the default redirect URI, before which a proxy may have put others. */
const CALLBACK = /\/oauth\/callback\/*$/;

/** Where browsers find the public server: its address for webhooks, or what the redirect URI tells. */
export function publicBase({ withings, server }: Addressed): string {
  if (server.publicUrl) return server.publicUrl;
  const { origin, pathname } = redirectTargetOf(withings.redirectUri).url;
  return CALLBACK.test(pathname) ? `${origin}${pathname.replace(CALLBACK, '')}` : origin;
}

/** What is sent to whom it invites. */
export function invitationAddress(config: Addressed, secret: string): string {
  return `${publicBase(config)}/connect/${secret}`;
}
