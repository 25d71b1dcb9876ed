import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** No module has a state of its own: files may share those that are loaded, which is most of the time of most of them. */
const SHARED = { isolate: false };
/** For what other processes do, on a machine that is busy with other things. */
const PATIENT = { expect: { poll: { timeout: 30_000 } } };

// unit: pure and in-process; process: the built program as a real process; page: its page in Chromium; crash, fuzz, soak:
// what docs/reliability.md promises; cluster: several bridges on PostgreSQL; e2e: with Mosquitto; influx: with InfluxDB and
// VictoriaMetrics; postgres: with PostgreSQL; ha: with Home Assistant; node-red: with Node-RED.
export default defineConfig({
  test: {
    // Most tests wait for other processes: more of them at once than processors is no harm.
    maxWorkers: 2 * availableParallelism(),
    globalSetup: 'test/process/quick-program.ts',
    projects: [
      {
        test: {
          name: 'unit',
          ...SHARED,
          include: ['test/**/*.test.ts'],
          // A machine that is busy with other things makes none of them wrong.
          testTimeout: 60_000,
          expect: { poll: { timeout: 10_000 } },
          exclude: [
            ...['process', 'chromium', 'e2e', 'crash', 'fuzz', 'soak', 'influx', 'ha', 'node-red', 'postgres'].map(
              (folder) => `test/${folder}/**`,
            ),
            'test/cluster/*.test.ts',
          ],
        },
      },
      {
        test: {
          name: 'process',
          ...PATIENT,
          ...SHARED,
          include: ['test/process/**/*.test.ts'],
          globalSetup: 'test/process/hold-ports.ts',
          // A dozen starts of the program in one test, on a machine that is busy with other things.
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'page',
          ...SHARED,
          include: ['test/chromium/**/*.test.ts'],
          globalSetup: 'test/chromium/prepare-past.ts',
          // A browser, the program and a cloud, on a machine that is busy with other things.
          testTimeout: 240_000,
          hookTimeout: 60_000,
          ...PATIENT,
        },
      },
      { test: { name: 'crash', ...PATIENT, include: ['test/crash/**/*.test.ts'], execArgv: ['--expose-gc'] } },
      { test: { name: 'fuzz', ...PATIENT, include: ['test/fuzz/**/*.test.ts'], execArgv: ['--expose-gc'] } },
      { test: { name: 'soak', ...PATIENT, include: ['test/soak/**/*.test.ts'] } },
      {
        test: {
          name: 'e2e',
          ...PATIENT,
          ...SHARED,
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'cluster',
          ...PATIENT,
          include: ['test/cluster/*.test.ts'],
          // Three bridges, a database and a broker that all come and go, on a machine that is busy with other things.
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'influx',
          ...PATIENT,
          ...SHARED,
          include: ['test/influx/**/*.test.ts'],
          // Two years of two people through a real server, on a machine that is busy with other things.
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'postgres',
          ...PATIENT,
          ...SHARED,
          include: ['test/postgres/**/*.test.ts'],
          globalSetup: 'test/postgres/setup.ts',
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'ha',
          ...PATIENT,
          include: ['test/ha/**/*.test.ts'],
          globalSetup: 'test/ha/setup.ts',
          // Node 20 has the WebSocket client only when asked for.
          execArgv: ['--experimental-websocket'],
          // A Home Assistant that starts three times, beside three others.
          testTimeout: 480_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'bench',
          include: ['bench/*.bench.ts'],
          globalSetup: 'test/ha/setup.ts',
          // Node 20 has the WebSocket client only when asked for.
          execArgv: ['--experimental-websocket'],
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'node-red',
          ...PATIENT,
          include: ['test/node-red/**/*.test.ts'],
          globalSetup: 'test/node-red/install.ts',
          testTimeout: 120_000,
          hookTimeout: 30_000,
        },
      },
    ],
  },
});
