/** A host as a socket wants it: without the brackets that IPv6 has in a URL. */
export function socketHost(host: string): string {
  return host.replace(/^\[|\]$/g, '');
}

const EVERYWHERE: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

/** The same of one to call: an address that means all that this machine has is none. */
export function hostToCall(host: string): string {
  const name = socketHost(host);
  return EVERYWHERE[name] ?? name;
}
