#!/usr/bin/env node
import { getDefaultAutoSelectFamilyAttemptTimeout, setDefaultAutoSelectFamilyAttemptTimeout } from 'node:net';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { readVersion } from './version.js';
import { ADDRESS_MILLISECONDS } from './withings/address-time.js';

const FAILED = 1;
const WRONG_USAGE = 2;
const STOP_MILLISECONDS = 4800;

/** Errors that say all a person needs in one line. */
const USAGE_ERRORS = ['ConfigError', 'UsageError', 'TlsFileError'];

/** Arguments in, exit code out. Each command loads only what it needs. */
async function main(argv: readonly string[]): Promise<number> {
  const signal = stopSignal();
  let code = 0;
  const program = createProgram(signal, (succeeded) => {
    code = succeeded ? 0 : FAILED;
  });
  try {
    await program.parseAsync([...argv]);
    return code;
  } catch (error) {
    return explain(error, signal);
  }
}

function createProgram(signal: AbortSignal, done: (succeeded: boolean) => void): Command {
  const program = new Command('withings2mqtt')
    .description('Withings health data on MQTT, with sensors that appear in Home Assistant on their own.')
    .version(readVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .exitOverride()
    .showHelpAfterError('(withings2mqtt --help says more)')
    .addHelpText(
      'after',
      '\nNew here? Try: withings2mqtt demo\nExit codes: 0 done, 1 failed, 2 wrong usage or configuration.',
    );
  const config = [
    '-c, --config <file>',
    'configuration file',
    process.env.WITHINGS2MQTT_CONFIG ?? 'config.yaml',
  ] as const;

  program
    .command('run')
    .description('the bridge: fetch from Withings, publish to MQTT, for ever')
    .option(...config)
    .option('--once', 'one full round, everything published and acknowledged, then exit')
    .action(async (options) => done(await (await import('./cli/run.js')).run(options, signal)));
  program
    .command('demo')
    .description('the bridge on a simulated account and a broker of its own: needs nothing else')
    .option('--once', 'show the values once, then exit')
    .action(async (options) => done(await (await import('./cli/demo.js')).demo(options, signal)));
  program
    .command('auth <account>')
    .description('let the bridge into a Withings account: prints an address to open in a browser')
    .option(...config)
    .option('--import <file>', 'take access_token, refresh_token and userid from a JSON file of another tool instead')
    .action(async (account, options) => done(await (await import('./cli/auth.js')).auth(account, options, signal)));
  program
    .command('check')
    .description('check configuration, Withings credentials, logins and broker, one line each')
    .option(...config)
    .action(async (options) => done(await (await import('./cli/check.js')).check(options, signal)));
  program
    .command('measures <account>')
    .description("print an account's measures by type, as JSON or CSV")
    .option(...config)
    .option('--since <date>', 'only what was measured since this day, such as 2026-01-31', day)
    .option('--pounds', 'pounds instead of kilograms')
    .option('--format <format>', 'json or csv', format, 'json')
    .action(async (account, options) =>
      done(await (await import('./cli/measures.js')).measures(account, options, signal)),
    );
  program
    .command('history <account>')
    .description("write an account's whole past into Home Assistant's statistics")
    .option(...config)
    .option('--since <date>', 'only what lies after the beginning of this day, such as 2016-01-31', date)
    .option('--metrics <keys>', 'only these, such as weight,sleep_total', (keys) => keys.split(','))
    .option('--dry-run', 'say what would be written, and write nothing')
    .option('--format <format>', 'table: what was written of each entity; csv: every row', table, 'table')
    .action(async (account, options) =>
      done(await (await import('./cli/history.js')).history(account, options, signal)),
    );
  return program;
}

function date(text: string): string {
  const given = day(text);
  // JavaScript makes a day of March of the 31st of February.
  if (new Date(given).toISOString().slice(0, 10) !== given)
    throw new InvalidArgumentError('A day is written like 2016-01-31.');
  return given;
}

function table(text: string): string {
  if (text !== 'table' && text !== 'csv') throw new InvalidArgumentError('It is table or csv.');
  return text;
}

function day(text: string): string {
  if (!/^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d)?)?$/.test(text) || Number.isNaN(Date.parse(text))) {
    throw new InvalidArgumentError('A day is written like 2026-01-31.');
  }
  return text;
}

function format(text: string): string {
  if (text !== 'json' && text !== 'csv') throw new InvalidArgumentError('It is json or csv.');
  return text;
}

/** The first SIGTERM or SIGINT stops everything in order; a second one, or too long a stop, ends the process. */
function stopSignal(): AbortSignal {
  const controller = new AbortController();
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(FAILED);
    controller.abort();
    setTimeout(() => process.exit(FAILED), STOP_MILLISECONDS).unref();
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  return controller.signal;
}

function explain(error: unknown, signal: AbortSignal): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : WRONG_USAGE;
  if (signal.aborted && error instanceof Error && error.name === 'AbortError') return 0;
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  process.stderr.write(`${message}\n`);
  return USAGE_ERRORS.includes(name) ? WRONG_USAGE : FAILED;
}

/** For every connection of this process: to the broker, to Home Assistant, to a proxy. */
setDefaultAutoSelectFamilyAttemptTimeout(Math.max(ADDRESS_MILLISECONDS, getDefaultAutoSelectFamilyAttemptTimeout()));
process.exit(await main(process.argv));
