import type { Command } from 'commander';
import type { Runner } from './runner.js';

/** Adds `store` with its sub-command to the program. */
export function addStore(
  program: Command,
  { task }: Runner,
  config: readonly [flags: string, description: string, preset: string],
): void {
  program
    .command('store')
    .description('where all is kept: copy it from SQLite to PostgreSQL, or back')
    .command('copy <from> <to>')
    .description('copy all that is kept into another store, while no bridge runs; once more after it was interrupted')
    .addHelpText(
      'after',
      '\nA store: sqlite: (of data_dir), sqlite:/folder, postgres: (of the configuration, with its password and key), or\npostgres://user@host/database.',
    )
    .option(...config)
    .action((from, to, options) =>
      task(async () => {
        const { copy } = await import('./store-copy.js');
        return (signal) => copy(from, to, options, signal);
      }),
    );
}
