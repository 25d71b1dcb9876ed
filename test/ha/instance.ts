import { createHash } from 'node:crypto';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';

/** A Home Assistant that runs: where it is, and its life. */
export interface Instance {
  readonly url: string;
  readonly token: string;
  /** What its log holds of warnings and errors, an entry a line, without those of the machine it runs on. */
  complaints(): Promise<string[]>;
  stop(): Promise<void>;
  /** Changes configuration.yaml; it is read at the next start. */
  configure(change: (yaml: string) => string): Promise<void>;
  /** Puts an integration of the tests' own, a folder beside them, among the custom ones; it is there from the next start on. */
  install(integration: string): Promise<void>;
  /** The questions to a new owner count as answered, so that a browser gets further; noticed at the next start. */
  skipQuestions(): Promise<void>;
  /** With all it had; resolves when it says that it runs. */
  startAgain(): Promise<void>;
}

export interface InstanceOptions {
  /** Of the MQTT broker, on 127.0.0.1. */
  readonly brokerPort: number;
  readonly unitSystem?: 'metric' | 'us_customary';
  /** More of configuration.yaml. */
  readonly yaml?: string;
}

/** What a bare machine makes Home Assistant say, whatever is connected to it. */
const OF_THE_MACHINE =
  /aiohttp_fast_zlib|haffmpeg|components\.(camera\.img_util|ffmpeg|analytics)|util\.package|homeassistant\.(setup|bootstrap)\]|'server_host' option|is taking over 10 seconds|No ACK from MQTT server in/;

export function withoutTheMachines(entries: readonly string[]): string[] {
  return entries.filter((entry) => !OF_THE_MACHINE.test(entry.slice(0, 160)));
}

/** @param folder in which configuration.yaml lies */
export async function rewriteConfiguration(folder: string, change: (yaml: string) => string): Promise<void> {
  const path = join(folder, 'configuration.yaml');
  await writeFile(path, change(await readFile(path, 'utf8')));
}

/** @param folder in which configuration.yaml lies */
export async function markOnboarded(folder: string): Promise<void> {
  const path = join(folder, '.storage/onboarding');
  const kept = JSON.parse(await readFile(path, 'utf8')) as object;
  await writeFile(
    path,
    JSON.stringify({ ...kept, data: { done: ['user', 'core_config', 'analytics', 'integration'] } }),
  );
}

/** @param folder in which configuration.yaml lies */
export async function installIntegration(folder: string, integration: string): Promise<void> {
  const source = fileURLToPath(new URL(integration, import.meta.url));
  await cp(source, join(folder, 'custom_components', integration), { recursive: true });
}

/** The same for each run of a test file, and no other file's. */
export function instanceName(): string {
  const path = expect.getState().testPath ?? '';
  return `${basename(path, '.test.ts')}-${createHash('sha1').update(path).digest('hex').slice(0, 6)}`;
}
