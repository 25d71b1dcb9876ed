import { type Forwarder, startForwarder } from './forwarding.js';

/** A reverse proxy that serves the page below a path, as nginx does it. */
export async function startPathProxy(base: string, prefix: string): Promise<Forwarder & { readonly address: string }> {
  const forwarder = await startForwarder(base, ({ url = '/', headers }) => {
    if (!url.startsWith(`${prefix}/`)) return { status: 404, html: 'Not found' };
    const { host = '' } = headers;
    const forwarded = { 'x-forwarded-prefix': prefix, 'x-forwarded-host': host, 'x-forwarded-proto': 'http' };
    return { path: url.slice(prefix.length), headers: { ...headers, ...forwarded, host: new URL(base).host } };
  });
  return { ...forwarder, address: `${forwarder.origin}${prefix}/` };
}
