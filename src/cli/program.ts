import { getDefaultAutoSelectFamilyAttemptTimeout, setDefaultAutoSelectFamilyAttemptTimeout } from 'node:net';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { ConfigError } from '../config/config-error.js';
import { TlsFileError } from '../mqtt/tls-files.js';
import { readVersion } from '../version.js';
import { ADDRESS_MILLISECONDS } from '../withings/address-timeout.js';
import { addAccounts } from './accounts-commands.js';
import { defaultConfigFile } from './config-file.js';
import { day, dayOrTime } from './day-option.js';
import { metricKeys } from './metric-keys.js';
import { type Output, watchOutput } from './output.js';
import { createRunner, DONE, type ExitCodes, FAILED, type Runner } from './runner.js';
import { addStore } from './store-commands.js';
import { type OnLog, tellFailure } from './tell-failure.js';
import { UsageError } from './usage-error.js';

const WRONG_USAGE = 2;

const MEASURES_HELP = `
All of it, of everybody on the scale, too, in SI units (or pounds), under the names that the library has for Withings' types.
What follows the configuration (units, attributions, names of metrics) is printed by: withings2mqtt export`;

/** What is wrong in how the program was called or configured. */
const USAGE_ERRORS = [ConfigError, UsageError, TlsFileError];

/**
 * Runs the command that the arguments name, and waits until all it said has been taken.
 *
 * @param signal stops it
 * @returns the exit code: 0 done, 1 failed or interrupted, 2 wrong usage or configuration
 */
export async function main(argv: readonly string[], signal: AbortSignal): Promise<number> {
  // For every connection of this process: to the broker, to Home Assistant, to a proxy.
  setDefaultAutoSelectFamilyAttemptTimeout(Math.max(ADDRESS_MILLISECONDS, getDefaultAutoSelectFamilyAttemptTimeout()));
  const output = watchOutput(process);
  const { code, whenCut } = await outcomeOf(argv, signal, output);
  const taken = await output.taken(signal);
  if (taken === 'whole') return code;
  if (taken === 'cut') return code === DONE ? whenCut : code;
  process.stderr.write(`${taken.failure}\n`);
  return FAILED;
}

async function outcomeOf(argv: readonly string[], signal: AbortSignal, output: Output): Promise<ExitCodes> {
  let outcome: ExitCodes = { code: DONE, whenCut: FAILED };
  let log: Parameters<OnLog>[0] | undefined;
  const runner = createRunner(signal, output.closed, (result) => {
    outcome = result;
  });
  const onLog: OnLog = (opened) => {
    log = opened;
  };
  const program = createProgram(runner).hook('preAction', (_, command) => void command.setOptionValue('onLog', onLog));
  try {
    await program.parseAsync([...argv]);
    return outcome;
  } catch (error) {
    return { code: await explain(error, log), whenCut: FAILED };
  }
}

async function explain(error: unknown, log: Parameters<OnLog>[0] | undefined): Promise<number> {
  if (error instanceof CommanderError) return error.exitCode === 0 ? DONE : WRONG_USAGE;
  process.stderr.write(`${await tellFailure(error, log)}\n`);
  return USAGE_ERRORS.some((kind) => error instanceof kind) ? WRONG_USAGE : FAILED;
}

function createProgram(runner: Runner): Command {
  const { service, task, printer } = runner;
  const program = new Command('withings2mqtt')
    .description('Withings health data on MQTT, with sensors that appear in Home Assistant on their own.')
    .version(readVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .exitOverride()
    .addHelpText(
      'after',
      '\nNew here? Try: withings2mqtt demo\nExit codes: 0 done, 1 failed or interrupted, 2 wrong usage or configuration.',
    );
  const config = ['-c, --config <file>', 'configuration file', defaultConfigFile(process.env)] as const;

  program
    .command('run')
    .description('the bridge: fetch from Withings, publish to MQTT, for ever')
    .option(...config)
    .option('--once', 'one full round, everything published and acknowledged, then exit')
    .action((options) =>
      (options.once ? task : service)(async () => {
        const { run } = await import('./run.js');
        return (signal) => run(options, signal);
      }),
    );
  program
    .command('demo')
    .description('the bridge on a simulated account and a broker of its own: needs nothing else')
    .option('--once', 'show the values once, then exit')
    .action((options) =>
      printer(
        async () => {
          const { demo } = await import('./demo.js');
          return (signal) => demo(options, signal);
        },
        options.once ? 'task' : 'service',
      ),
    );
  program
    .command('auth <account>')
    .description('let the bridge into a Withings account: prints an address to open in a browser')
    .option(...config)
    .option('--import <file>', 'take access_token, refresh_token and userid from a JSON file of another tool instead')
    .option('--replace', 'the account is another person from now on; what is kept of the former one is removed')
    .action((account, options) =>
      task(async () => {
        const { auth } = await import('./auth.js');
        return (signal) => auth(account, options, signal);
      }),
    );
  addAccounts(program, runner, config);
  addStore(program, runner, config);
  program
    .command('check')
    .description('check configuration, credentials, logins, broker, ports and Home Assistant, one line each')
    .option(...config)
    .action((options) =>
      task(async () => {
        const { check } = await import('./check.js');
        return (signal) => check(options, signal);
      }),
    );
  program
    .command('health')
    .description('whether the bridge lives: exit code 0 while it does, for containers')
    .option(...config)
    .action((options) =>
      task(async () => {
        const { health } = await import('./health.js');
        return (signal) => health(options, signal);
      }),
    );
  program
    .command('measures <account>')
    .description("print what Withings' measure endpoint has of an account, by type, as JSON or CSV")
    .addHelpText('after', MEASURES_HELP)
    .option(...config)
    .option('--since <date>', 'only what was measured since this day, such as 2026-01-31', dayOrTime)
    .option('--pounds', 'pounds instead of kilograms')
    .option('--format <format>', 'json or csv', oneOf('json', 'csv'), 'json')
    .action((account, options) =>
      printer(async () => {
        const { measures } = await import('./measures.js');
        return (signal) => measures(account, options, signal);
      }),
    );
  program
    .command('export <account>')
    .description("print an account's archive, every reading since the first day, as CSV or JSON")
    .option(...config)
    .option('--since <date>', 'only what was taken since this day, such as 2016-01-31', day)
    .option('--metrics <keys>', 'only these, such as weight,sleep_total', metricKeys)
    .option('--format <format>', 'csv or json', oneOf('csv', 'json'), 'csv')
    .action((account, options) =>
      printer(async () => {
        const { exportArchive } = await import('./export.js');
        return (signal) => exportArchive(account, options, signal);
      }),
    );
  program
    .command('history <account>')
    .description("write an account's whole past into Home Assistant's statistics")
    .option(...config)
    .option('--since <date>', 'only what lies after the beginning of this day, such as 2016-01-31', day)
    .option('--metrics <keys>', 'only these, such as weight,sleep_total', metricKeys)
    .option('--dry-run', 'say what would be written, and write nothing')
    .option(
      '--format <format>',
      'table: what was written of each entity; csv: every row',
      oneOf('table', 'csv'),
      'table',
    )
    .action((account, options) =>
      // What goes into Home Assistant is written to the end, whoever reads along.
      (options.dryRun ? printer : task)(async () => {
        const { history } = await import('./history.js');
        return (signal) => history(account, options, signal);
      }),
    );
  pointToOwnHelp(program, program.name());
  return program;
}

function pointToOwnHelp(command: Command, words: string): void {
  command.showHelpAfterError(`(${words} --help says more)`);
  for (const one of command.commands) pointToOwnHelp(one, `${words} ${one.name()}`);
}

function oneOf(...words: readonly string[]): (text: string) => string {
  return (text) => {
    if (!words.includes(text)) throw new InvalidArgumentError(`It is ${words.join(' or ')}.`);
    return text;
  };
}
