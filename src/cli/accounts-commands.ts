import type { Command } from 'commander';
import type { Runner } from './runner.js';

/** Adds `accounts` with its sub-commands to the program; without one of them it lists. */
export function addAccounts(
  program: Command,
  { task, printer }: Runner,
  config: readonly [flags: string, description: string, preset: string],
): void {
  const accounts = program
    .command('accounts')
    .description('who is there: name, Withings user, login, last data; rename and remove')
    .addHelpText('after', '\nAll of them work beside a running bridge.');
  accounts
    .command('list', { isDefault: true })
    .description('who is there, when their feeds are fetched next, and what does not fit the configuration')
    .option(...config)
    .action((options) =>
      printer(async () => {
        const { listAccounts } = await import('./accounts.js');
        return (signal) => listAccounts(options, signal);
      }),
    );
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
