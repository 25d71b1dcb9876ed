import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** A way to a real Home Assistant: a `hass` program, an image, or the lab that installs one. */
export type Way =
  | { readonly kind: 'program'; readonly hass: string }
  | { readonly kind: 'docker'; readonly image: string }
  | { readonly kind: 'lab'; readonly command: string };

const LAB = fileURLToPath(new URL('../../../shared/ha/ha', import.meta.url));
const IMAGE = 'homeassistant/home-assistant';

const NONE = `These tests need a real Home Assistant, and there is none. One of these will do:
  HASS_BIN=<folder of a hass program>, such as ~/ha/bin after: python3 -m venv ~/ha && ~/ha/bin/pip install homeassistant
  a Docker engine that runs; the tests start the image ${IMAGE}
  ${LAB}, which installs one for itself`;

/**
 * The first of: `HASS_BIN`, a Docker engine that answers, the lab beside this checkout.
 *
 * @throws Error that says how to get one
 */
export async function findHomeAssistant(): Promise<Way> {
  const folder = process.env.HASS_BIN;
  if (folder) {
    const hass = join(folder, 'hass');
    if (await isThere(hass)) return { kind: 'program', hass };
    throw new Error(`HASS_BIN is ${folder}, but there is no ${hass}`);
  }
  if (await dockerAnswers()) return { kind: 'docker', image: IMAGE };
  if (await isThere(LAB)) return { kind: 'lab', command: LAB };
  throw new Error(NONE);
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function dockerAnswers(): Promise<boolean> {
  return promisify(execFile)('docker', ['info']).then(
    () => true,
    () => false,
  );
}
