import { type Command, Option } from 'commander';
import { nearest, unknownWord } from '../config/near.js';
import type { Runner } from './runner.js';

type ConfigOption = readonly [flags: string, description: string, preset: string];

/** Adds `accounts` with its sub-commands to the program; without one of them it lists. */
export function addAccounts(program: Command, { task, printer }: Runner, config: ConfigOption): void {
  const accounts = program
    .command('accounts')
    .description('who is there: name, Withings user, login, last data; add, invite, rename, disable and remove')
    .addHelpText('after', '\nAll of them work beside a running bridge.');
  accounts
    .command('list', { isDefault: true })
    .description('who is there, when their feeds are fetched next, and what does not fit the configuration')
    .option(...config)
    .option('--search <words>', 'only those that have these words in their names')
    .option('--feeds', 'with a store on PostgreSQL: when their feeds are fetched next, too')
    // A word that is no command comes here, too, since nothing else wants it.
    .allowExcessArguments()
    .action((options, list: Command) => {
      refuseMore(accounts, list);
      return printer(async () => {
        const { listAccounts } = await import('./accounts.js');
        return (signal) => listAccounts(options, signal);
      });
    });
  addShared(accounts, { task }, config);
  accounts
    .command('rename <old> <new>')
    .description('give a person another name, by name or Withings user id; everything that is kept stays')
    .option(...config)
    .action((old, name, options) =>
      task(async () => {
        const { renameAccount } = await import('./accounts-rename.js');
        return (signal) => renameAccount(old, name, options, signal);
      }),
    );
  accounts
    .command('remove <name>')
    .description('end a login and its notifications at Withings, and delete everything that is kept of the person')
    .option(...config)
    .option('--force', 'also while Withings cannot be asked: then the permission stays there')
    .action((name, options) =>
      task(async () => {
        const { removeAccount } = await import('./accounts-remove.js');
        return (signal) => removeAccount(name, options, signal);
      }),
    );
}

function refuseMore(accounts: Command, list: Command): void {
  const [word] = list.args;
  if (word === undefined) return;
  if (accounts.args[0] === list.name()) list.error(`error: '${list.name()}' takes no arguments, and got '${word}'`);
  const known = accounts.commands.map((command) => command.name());
  accounts.error(`error: ${word}: ${unknownWord('command', nearest(word, known), known)}`);
}

/** Those for people who stand in a store that bridges share, and not in the configuration. */
function addShared(accounts: Command, { task }: Pick<Runner, 'task'>, config: ConfigOption): void {
  accounts
    .command('add <name>')
    .description('make an account, with a store on PostgreSQL')
    .option(...config)
    .option('--display-name <text>', 'the name to show; without it: the name with a capital letter')
    .addOption(new Option('--units <units>', 'of what is published').choices(['metric', 'us', 'uk']).default('metric'))
    .option('--intraday', 'the curve of the day, too: one call more with each poll')
    .action((name, options) =>
      task(async () => {
        const { addAccount } = await import('./accounts-shared.js');
        return (signal) => addAccount(name, options, signal);
      }),
    );
  accounts
    .command('invite <name>')
    .description('print an address for one use, seven days, by which somebody connects the account')
    .option(...config)
    .action((name, options) =>
      task(async () => {
        const { inviteAccount } = await import('./accounts-shared.js');
        return (signal) => inviteAccount(name, options, signal);
      }),
    );
  for (const [word, enabled, description] of [
    ['disable', false, 'fetch nothing more for an account; everything that is kept stays'],
    ['enable', true, 'fetch for an account again'],
  ] as const) {
    accounts
      .command(`${word} <name>`)
      .description(description)
      .option(...config)
      .action((name, options) =>
        task(async () => {
          const { enableAccount } = await import('./accounts-shared.js');
          return (signal) => enableAccount(name, enabled, options, signal);
        }),
      );
  }
}
