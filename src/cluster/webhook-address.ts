import { newWebhookSecret, publicUrlOf } from '../bridge/webhooks.js';
import type { Config } from '../config/index.js';
import type { Settings } from '../store/store.js';
import type { Callback } from './turn-subscriptions.js';

export interface CallbackPlace {
  readonly callback: Callback;
  /** The unguessable last part of its address; undefined where there is none. */
  readonly secret: string | undefined;
}

/**
 * Where Withings is to post for all bridges, whichever a load balancer sends it to: one secret for all of them, and since
 * when the address is what it is.
 *
 * @param now seconds since 1970
 */
export async function callbackOf(config: Config, settings: Settings, now: number): Promise<CallbackPlace> {
  const base = publicUrlOf(config);
  const secret = base === undefined ? undefined : await settings.first('webhook_secret', newWebhookSecret());
  const url = secret && `${base}/webhook/${secret}`;
  const known = await settings.get('webhook_address');
  const [since = '0', address = ''] = known?.split(' ') ?? [];
  if (address === (url ?? '')) return { callback: { url, since: Number(since) }, secret };
  await settings.put('webhook_address', `${now} ${url ?? ''}`);
  return { callback: { url, since: now }, secret };
}
