import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadAppSettings } from '../../../src/cli/app/app-settings.js';
import type { SettingsTools } from '../../../src/cli/command-settings.js';
import type { Config } from '../../../src/config/index.js';
import { withFolder } from '../../folder.js';

export const TOKEN = 'token-of-the-supervisor';
/** With a broker of their own: nobody is asked for one. */
export const OWN_BROKER = {
  client_id: 'my-id',
  client_secret: 'my-secret',
  accounts: [{ name: 'me' }],
  mqtt: { url: 'mqtt://broker.test' },
};

export interface Given {
  /** A value, or the text of the file. */
  readonly options: unknown;
  /** Of the App's own config file. */
  readonly yaml?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly tools?: SettingsTools;
}

/** The configuration that an App comes to with these options. @throws ConfigError */
export function configOf({ options, yaml, env = {}, tools }: Given): Promise<Config> {
  return withFolder(async (folder) => {
    const file = join(folder, 'config.yaml');
    const text = typeof options === 'string' ? options : JSON.stringify(options);
    await writeFile(join(folder, 'options.json'), text);
    if (yaml !== undefined) await writeFile(file, yaml);
    const all = { SUPERVISOR_TOKEN: TOKEN, WITHINGS2MQTT_DATA_DIR: folder, ...env };
    return (await loadAppSettings(file, all, tools)).config;
  });
}
