import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cloud } from '../../src/demo/cloud.js';
import { CLIENT } from '../demo/helpers.js';
import { keepLogin, tokensOf } from '../stored.js';

export interface FolderOptions {
  readonly cloudUrl: string;
  readonly brokerUrl: string;
  /** YAML of the sections that a test is about: accounts (default anna and ben), page, server, homeassistant. */
  readonly sections: string;
  readonly redirectUri?: string;
}

/** Writes the configuration of a bridge between a simulated cloud and a broker. @returns its path */
export async function writeConfig(dir: string, options: FolderOptions): Promise<string> {
  const { cloudUrl, brokerUrl, sections, redirectUri } = options;
  const file = join(dir, 'config.yaml');
  await writeFile(
    file,
    `withings:
  client_id: ${CLIENT.client_id}
  client_secret: ${CLIENT.client_secret}
  api_url: ${cloudUrl}
  account_url: ${cloudUrl}
${redirectUri ? `  redirect_uri: ${redirectUri}\n` : ''}${/^accounts:/m.test(sections) ? '' : 'accounts: [{ name: anna }, { name: ben }]\n'}mqtt: { url: "${brokerUrl}", protocol_version: 4 }
data_dir: ${join(dir, 'data')}
${sections}`,
  );
  return file;
}

/** Gives accounts a login at the cloud, by user id. */
export async function logIn(dataDir: string, cloud: Cloud, logins: Readonly<Record<string, number>>): Promise<void> {
  for (const [name, userid] of Object.entries(logins)) {
    const reply = cloud.login(userid);
    await keepLogin(dataDir, name, tokensOf(userid, reply, Date.now() + reply.expires_in * 1000));
  }
}
