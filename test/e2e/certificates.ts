import { join } from 'node:path';
import { folder } from '../process/world.js';
import { runProcess } from './processes.js';

/** Paths of PEM files. */
export interface Pair {
  readonly cert: string;
  readonly key: string;
}

/** A certificate authority of the test's own. */
export interface Authority {
  readonly ca: string;
  /** A certificate signed by it; for a server with the address it is valid for, such as `IP:127.0.0.1`. */
  sign(name: string, address?: string): Promise<Pair>;
}

const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];

/** Made by openssl, in a folder that goes with the test. */
export async function createAuthority(): Promise<Authority> {
  const dir = await folder();
  const pair = (name: string): Pair => ({ cert: join(dir, `${name}.pem`), key: join(dir, `${name}-key.pem`) });
  const authority = pair('ca');
  await request('ca', authority, ['-addext', 'keyUsage=keyCertSign']);
  return {
    ca: authority.cert,
    async sign(name, address) {
      const made = pair(name);
      const usage = address === undefined ? [] : ['-addext', `subjectAltName=${address}`];
      await request(name, made, ['-CA', authority.cert, '-CAkey', authority.key, ...usage]);
      return made;
    },
  };
}

function request(name: string, { cert, key }: Pair, more: readonly string[]): Promise<string> {
  return runProcess('openssl', ['req', '-x509', '-subj', `/CN=${name}`, ...KEY, '-out', cert, '-keyout', key, ...more]);
}
