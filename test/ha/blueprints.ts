import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { basename } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { stringify } from 'yaml';
import { readBlueprints } from '../../scripts/blueprints.mjs';
import { freePort } from '../process/port.js';
import type { HomeAssistant } from './home-assistant.js';

const WITHIN = { timeout: 20_000, interval: 250 };

/** An automation that is made of a blueprint, with what its blanks are filled in with. */
export interface Instantiated {
  readonly alias: string;
  /** The file's name without its ending. */
  readonly blueprint: string;
  readonly input: Readonly<Record<string, unknown>>;
}

interface Imported {
  readonly raw_data: string;
  readonly validation_errors: readonly string[] | null;
}

/** As the button does: Home Assistant fetches each file, looks at it and keeps it. Resolves with what it objects to. */
export async function importBlueprints({ ws }: HomeAssistant): Promise<string[]> {
  const address = await serveFiles();
  const problems: string[] = [];
  for (const { file } of readBlueprints()) {
    const source_url = `${address}/${file}`;
    const { raw_data, validation_errors } = await ws<Imported>({ type: 'blueprint/import', url: source_url });
    problems.push(...(validation_errors ?? []).map((error) => `${file}: ${error}`));
    const path = `withings2mqtt/${file}`;
    await ws({ type: 'blueprint/save', domain: 'automation', path, yaml: raw_data, source_url });
  }
  return problems;
}

/** As configuration.yaml holds them. */
export function automationsYaml(automations: readonly Instantiated[]): string {
  const entries = automations.map(({ alias, blueprint, input }) => ({
    ...{ id: alias, alias },
    use_blueprint: { path: `withings2mqtt/${blueprint}.yaml`, input },
  }));
  // In which a bare 18:00 is a number.
  return stringify({ automation: entries }, { version: '1.1' });
}

/** Waits until Home Assistant shows its user just these notifications. */
export async function shows({ ws }: HomeAssistant, expected: readonly (string | RegExp)[]): Promise<void> {
  const fits = (message: string, one: string | RegExp) => (one instanceof RegExp ? one.test(message) : one === message);
  await expect
    .poll(async () => {
      const all = await ws<{ message: string; notification_id: string }[]>({ type: 'persistent_notification/get' });
      // What the machine lacks, Home Assistant tells under this name.
      const ours = all.filter(({ notification_id }) => notification_id !== 'invalid_config');
      const messages = ours.map(({ message }) => message);
      return {
        missing: expected.filter((one) => !messages.some((message) => fits(message, one))),
        besides: messages.filter((message) => !expected.some((one) => fits(message, one))),
        count: messages.length,
      };
    }, WITHIN)
    .toEqual({ missing: [], besides: [], count: expected.length });
}

async function serveFiles(): Promise<string> {
  const port = await freePort();
  const server = createServer(({ url = '/' }, response) => {
    const file = new URL(`../../blueprints/automation/withings2mqtt/${basename(url)}`, import.meta.url);
    readFile(file).then(
      (text) => response.end(text),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
  });
  return `http://127.0.0.1:${port}`;
}
