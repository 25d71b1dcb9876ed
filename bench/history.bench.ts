// npm run bench:history: ten years of an account into a real Home Assistant, beside the bare calls with the same rows.
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { appendFile, readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { openRecorder, type StatisticMetadata, type StatisticRow } from '../src/statistics/recorder.js';
import { openSocket } from '../src/statistics/websocket.js';
import { openHouse } from '../test/ha/house.js';
import { withings2mqtt } from '../test/process/world.js';
import { forgetStatistics, isArchived } from '../test/stored.js';
import type { HistoryResult } from './history-run.js';
import { imageOptions } from './image-options.js';
import { median } from './statistics.js';
import { stretchToTenYears } from './ten-years.js';

const NODE_OPTIONS = imageOptions().join(' ');
const RUN = fileURLToPath(new URL('../build/bench/history-run.js', import.meta.url));
const PAGE = new URL('../docs/history.md', import.meta.url);
const RUNS = 3;
/** V8 gives memory back up to a quarter of a minute after the last work. */
const REST_MILLISECONDS = 20_000;
const AT_ONCE = 8;

it('brings ten years into Home Assistant', { timeout: 1_800_000 }, async () => {
  const house = await openHouse({ prepare: stretchToTenYears });
  const { ha, config, data } = house;
  await appendFile(config, `\nhomeassistant: { url: "${ha.url}", token: "${ha.token}" }\n`);
  const bridge = await house.startBridge({ NODE_OPTIONS });
  await expect.poll(() => ha.state('sensor.withings_anna_weight'), { timeout: 30_000 }).toMatch(/^\d/);
  await expect.poll(() => isArchived(data('.')), { timeout: 300_000 }).toBe(true);
  await pause(REST_MILLISECONDS);
  const idle = (await memory(bridge.process.pid!, 'VmRSS'))!;
  bridge.process.kill('SIGTERM');
  await bridge.exit;
  const socket = await openSocket({ url: ha.url, token: ha.token, signal: new AbortController().signal });
  const recorder = await openRecorder(socket, (milliseconds) => pause(milliseconds));
  const [ours, bare]: [number[], number[]] = [[], []];
  let count = 0;

  for (let run = 0; run < RUNS; run++) {
    forgetStatistics(data('.'));
    const { stdout } = await promisify(execFile)(process.execPath, [RUN, config], {
      env: { ...process.env, NODE_OPTIONS },
    });
    const result = JSON.parse(stdout) as HistoryResult;
    ours.push(result.milliseconds);
    count = Object.values(result.rows).reduce((sum, rows) => sum + rows, 0);
    const rows = await written(Object.keys(result.rows));
    await clear([...rows.keys()]);
    bare.push(await writeBare(rows));
    await clear([...rows.keys()]);
  }
  socket.close();
  forgetStatistics(data('.'));
  const command = withings2mqtt(['history', 'anna', '-c', config], { NODE_OPTIONS });
  const peak = await mostResident(command.process.pid!);
  expect(await command.exit).toBe(0);
  record({ ours: median(ours), bare: median(bare), peak, idle, count });

  /** By statistic, the rows that lie in Home Assistant now. */
  async function written(ids: readonly string[]): Promise<Map<StatisticMetadata, StatisticRow[]>> {
    const all = new Map<StatisticMetadata, StatisticRow[]>();
    for (const statistic of (await recorder.metadata(ids)).values()) {
      all.set(statistic, await recorder.rows(statistic, 0, Date.now() / 1000));
    }
    return all;
  }

  async function writeBare(rows: ReadonlyMap<StatisticMetadata, StatisticRow[]>): Promise<number> {
    const started = performance.now();
    const rest = [...rows];
    const worker = async () => {
      for (let next = rest.shift(); next; next = rest.shift()) await recorder.write(...next);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    await recorder.settled();
    return performance.now() - started;
  }

  async function clear(statistics: readonly StatisticMetadata[]): Promise<void> {
    const ids = statistics.map(({ statisticId }) => statisticId);
    await socket.call({ type: 'recorder/clear_statistics', statistic_ids: ids });
    await recorder.settled();
  }
});

/** Megabytes; undefined when the process is over. */
async function memory(pid: number, what: 'VmRSS' | 'VmHWM'): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kilobytes = new RegExp(`${what}:\\s+(\\d+)`).exec(status)?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
}

/** The most that a process has held by its end. */
async function mostResident(pid: number): Promise<number> {
  let most = 0;
  for (let now: number | undefined = 0; now !== undefined; now = await memory(pid, 'VmHWM')) {
    most = now;
    await pause(50);
  }
  return most;
}

interface Figures {
  readonly ours: number;
  readonly bare: number;
  readonly peak: number;
  readonly idle: number;
  readonly count: number;
}

function record({ ours, bare, peak, idle, count }: Figures): void {
  const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(1)} s`;
  const row = (what: string, a: string, b: string, ratio: number, limit: number) =>
    `| ${what} | ${a} | ${b} | ${ratio.toFixed(2)} | at most ${limit} | ${ratio <= limit ? 'yes' : 'no'} |`;
  const lines = [
    row(
      'ten years of one account',
      seconds(ours),
      `the bare calls with the same rows: ${seconds(bare)}`,
      ours / bare,
      1.2,
    ),
    row(
      'most memory the command held',
      `${peak.toFixed(0)} MB`,
      `an idle bridge: ${idle.toFixed(0)} MB`,
      peak / idle,
      1.2,
    ),
  ];
  const page = readFileSync(PAGE, 'utf8');
  const [head] = page.split('\n## Figures\n');
  const table = `| what | withings2mqtt | beside it | ratio | bound | kept |\n| --- | --- | --- | --- | --- | --- |\n${lines.join('\n')}`;
  const note = `Written by \`npm run bench:history\`, with a real Home Assistant: ${count.toLocaleString('en-US')} rows, and\nno call to Withings. Node has the options of the image:\n\`${NODE_OPTIONS}\`.`;
  writeFileSync(PAGE, `${head}\n## Figures\n\n${note}\n\n${table}\n`);
  console.log(`${note}\n${lines.join('\n')}`);
}
