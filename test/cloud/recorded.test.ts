import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { ANNA, group, person, testCloud } from '../demo/helpers.js';
import { testClient } from '../withings/support.js';
import { recordedAnswers } from './recorded.js';

function folderWith(files: Readonly<Record<string, unknown>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'recorded-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, body] of Object.entries(files)) {
    writeFileSync(join(folder, name), JSON.stringify({ status: 0, body }));
  }
  return folder;
}

it('puts recorded rows behind the rules of the cloud', async () => {
  const folder = folderWith({
    'measurement.json': { measuregrps: [group(1, 100), group(2, 200)] },
    'goals.json': { goals: { steps: 9000 } },
  });

  const anna = { ...person(ANNA, 'Anna'), ...recordedAnswers(folder) };
  const client = testClient(await testCloud({ people: [anna] }));

  expect((await client.getRawMeasures(150)).measuregrps).toHaveLength(1);
  expect(await client.getGoals()).toMatchObject({ steps: 9000 });
  expect(await client.getDevices()).toEqual([]);
});
