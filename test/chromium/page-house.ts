import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, inject } from 'vitest';
import type { Person } from '../../src/demo/cloud.js';
import { demoPeople } from '../../src/demo/invented-people.js';
import type { PageState } from '../../src/page/api.js';
import type { FaultyCloud } from '../cloud/faulty-cloud.js';
import { ANNA, BEN, testCloud } from '../demo/helpers.js';
import { type Doors, startDoors } from '../process/doors.js';
import { SHORT_PAUSES, stop } from '../process/home.js';
import { freePort } from '../process/port.js';
import { annaOf, benOf, folder, type Program, withings2mqtt } from '../process/world.js';
import { logIn, writeConfig } from './folder-of-bridge.js';

export const DEMO_LOGINS = { anna: 1_001_001, ben: 1_001_002 };

export interface HouseOptions {
  /** Default: anna and ben, who have a weight each. `demo`: those with two years of everything, which are in the archive. */
  readonly people?: readonly Person[] | 'demo';
  /** User ids by account name; default: both. */
  readonly logins?: Readonly<Record<string, number>>;
  /** YAML, such as `accounts`. */
  readonly sections?: string;
  /** Of the section `page`, as YAML inside braces. */
  readonly page?: string;
  /** Default: on the public server of the bridge. */
  readonly redirectUri?: string;
}

/** The built program with its page, between a simulated cloud and a broker. */
export interface PageHouse {
  readonly cloud: FaultyCloud;
  readonly broker: Doors;
  readonly dataDir: string;
  /** Of the page, with a slash at its end. */
  readonly base: string;
  readonly port: number;
  /** Where the browser comes back to. */
  readonly redirectUri: string;
  /** Resolves when the page answers. */
  start(): Promise<Program>;
  stop(program: Program): Promise<void>;
  state(): Promise<PageState>;
}

export async function house(options: HouseOptions = {}): Promise<PageHouse> {
  const isDemo = options.people === 'demo';
  const past = inject('preparedPast');
  const people = options.people === 'demo' ? demoPeople(past.now) : (options.people ?? [annaOf(), benOf()]);
  const cloud = await testCloud({ people, ...(options.redirectUri && { redirectUris: [options.redirectUri] }) });
  const broker = await startDoors();
  const dir = await folder();
  const dataDir = join(dir, 'data');
  const [port, publicPort] = [await freePort(), await freePort()];
  const base = `http://127.0.0.1:${port}/`;
  const { redirectUri = `http://127.0.0.1:${publicPort}/oauth/callback` } = options;
  // Its log may go at this moment, when the last who had it open lets go of it; it is empty.
  const filter = (path: string) => !/-(wal|shm)$/.test(path);
  if (isDemo) await cp(past.dataDir, dataDir, { recursive: true, filter });
  await logIn(dataDir, cloud, options.logins ?? (isDemo ? DEMO_LOGINS : { anna: ANNA, ben: BEN }));
  const page = `page: { port: ${port}${options.page ? `, ${options.page}` : ''} }\nserver: { port: ${publicPort} }\n`;
  const sections = page + (options.sections ?? '');
  const config = await writeConfig(dir, { cloudUrl: cloud.url, brokerUrl: broker.url, redirectUri, sections });
  return {
    ...{ cloud, broker, dataDir, base, port, redirectUri, stop },
    async start() {
      const program = withings2mqtt(['run', '-c', config], SHORT_PAUSES);
      const ended = program.exit.then((code) => `exited with ${code}:\n${program.output()}`);
      const answers = expect.poll(() => fetch(base).then(({ status }) => status), { timeout: 30_000 }).toBe(200);
      const early = await Promise.race([answers.then(() => undefined), ended]);
      if (early !== undefined) throw new Error(early);
      return program;
    },
    async state() {
      const answer = await fetch(`${base}api/state`);
      return (await answer.json()) as PageState;
    },
  };
}
