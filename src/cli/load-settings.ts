import { loadConfig } from '../config/index.js';
import type { CommandSettings, SettingsTools } from './command-settings.js';
import { exampleFile, isApp } from './config-file.js';

/**
 * The configuration of this process: a file, or, as an App of Home Assistant, what was set there.
 *
 * @param tools to ask the Supervisor for the broker; without them nobody is asked, and the broker may be another one
 * @throws ConfigError
 */
export async function loadSettings(
  file: string,
  env: Readonly<Record<string, string | undefined>>,
  tools?: SettingsTools,
): Promise<CommandSettings> {
  if (!isApp(env)) {
    const config = loadConfig(file, env, undefined, { example: exampleFile() });
    return { config, source: file, inApp: false };
  }
  const { loadAppSettings } = await import('./app/app-settings.js');
  return loadAppSettings(file, env, tools);
}
