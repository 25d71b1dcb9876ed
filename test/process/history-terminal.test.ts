import { describe, expect, it } from 'vitest';
import { asSynced, historyWith, setUp } from './history-command.js';

const BAR = /anna [=-]+ 0\/\d+ years, at /;

/** As if these were a terminal's. */
function onTerminal(...outputs: readonly ('stdout' | 'stderr')[]): Record<string, string> {
  const code = outputs.map((output) => `process.${output}.isTTY=true;`).join('');
  return { NODE_OPTIONS: `--import=data:text/javascript,${code}` };
}

describe('history on a terminal', () => {
  it('shows how far it is, beside a table or a file of rows', async () => {
    const { here } = await setUp();
    await asSynced(here);

    const table = await historyWith(onTerminal('stdout', 'stderr'), here, '--dry-run');
    const file = await historyWith(onTerminal('stderr'), here, '--dry-run', '--format', 'csv');

    expect(table.stderr).toMatch(BAR);
    expect(file.stderr).toMatch(BAR);
    expect(file.stdout).toMatch(/^entity,unit,/);
  });

  it('draws nothing between rows that appear on the same screen', async () => {
    const { here } = await setUp();
    await asSynced(here);

    const both = await historyWith(onTerminal('stdout', 'stderr'), here, '--dry-run', '--format', 'csv');

    expect(both.stdout).toMatch(/^entity,unit,/);
    expect(both.stderr).toMatch(/^(left out, .*\n)*$/);
  });
});
