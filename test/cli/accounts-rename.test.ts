import { expect, it } from 'vitest';
import { renameAccount } from '../../src/cli/accounts-rename.js';
import { UsageError } from '../../src/cli/usage-error.js';

it.each([
  ['Ä/#', 'Ä/#: is not valid; expected a name made of a-z, 0-9, _ and -'],
  ['Anna', 'Anna: is not valid; expected a name made of a-z, 0-9, _ and -'],
  ['bridge', 'bridge: is reserved; expected another name'],
])('gives nobody the name %s, which no account can have, and looks for no store', async (name, message) => {
  const renamed = renameAccount('anna', name, { config: 'nowhere.yaml' }, new AbortController().signal);

  await expect(renamed).rejects.toThrow(new UsageError(message));
  await expect(renamed).rejects.toBeInstanceOf(UsageError);
});
