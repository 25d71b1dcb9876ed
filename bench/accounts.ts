// Many accounts in one process beside few, with the rate limit off: time and memory for each account.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startBroker } from '#built/mqtt/embedded-broker.js';
import { beside, startChild } from './child.js';
import type { Figure } from './figure.js';
import type { Sizes } from './sizes.js';
import { logIn, openCloud, personWith, somePort, temporaryFolder } from './world.js';

/** What accounts-process.ts prints. */
export interface AccountsResult {
  /** Of a full round. */
  readonly milliseconds: number;
  /** Of heap before the first account, and after the round. */
  readonly idle: number;
  readonly bytes: number;
}

export async function benchAccounts({ accounts: { few, many, groups } }: Sizes): Promise<Figure[]> {
  const [a, b] = [await measure(few, groups), await measure(many, groups)];
  const pace = ({ milliseconds }: AccountsResult, accounts: number) => milliseconds / accounts;
  const memory = ({ bytes, idle }: AccountsResult, accounts: number) => (bytes - idle) / accounts;
  const kilobytes = (bytes: number) => `${(bytes / 1024).toFixed(0)} kB`;
  const what = (name: string) => `${name} for each of ${many} accounts in one process`;
  return [
    {
      what: what('time of a full round'),
      ours: `${pace(b, many).toFixed(2)} ms`,
      beside: `each of ${few}: ${pace(a, few).toFixed(2)} ms`,
      ratio: pace(b, many) / pace(a, few),
      limit: 1.2,
      better: 'less',
    },
    {
      what: what('memory above that of no account'),
      ours: kilobytes(memory(b, many)),
      beside: `each of ${few}: ${kilobytes(memory(a, few))}`,
      ratio: memory(b, many) / memory(a, few),
      limit: 1.2,
      better: 'less',
    },
  ];
}

async function measure(accounts: number, groups: number): Promise<AccountsResult> {
  const names = Array.from({ length: accounts }, (_, index) => `a${index}`);
  const cloud = await openCloud(names.map((name, index) => personWith(index + 1, name, groups)));
  const broker = await startBroker({ port: 0 });
  const folder = await temporaryFolder();
  const config = join(folder.path, 'config.yaml');
  await writeFile(
    config,
    `withings: { client_id: bench, client_secret: bench-secret, api_url: "${cloud.url}", poll_interval: 1h }
accounts: [${names.map((name) => `{ name: ${name} }`).join(', ')}]
mqtt: { url: "${broker.url}", protocol_version: 4 }
server: { enabled: false }
page: { port: ${somePort()} }
`,
  );
  const people = names.map((name, index) => ({ name, userid: index + 1 }));
  await logIn(cloud, join(folder.path, 'data'), people);
  try {
    const child = startChild(beside('accounts-process.js'), [config], { node: ['--expose-gc'] });
    return JSON.parse(await child.output()) as AccountsResult;
  } finally {
    await cloud.close();
    await broker.close();
    await folder.remove();
  }
}
