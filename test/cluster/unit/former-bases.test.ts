import { expect, it } from 'vitest';
import { createFormerBases } from '../../../src/cluster/former-bases.js';

function world(retained: Readonly<Record<string, string>>) {
  const read: string[] = [];
  let now = 0;
  const connection = { isUp: true };
  const bases = createFormerBases({
    session: {
      connected: () => connection.isUp,
      async read(topic) {
        read.push(topic);
        if (!connection.isUp) throw new Error('gone');
        if (topic.startsWith('secret/')) throw new Error('Not authorized');
        return retained[topic];
      },
    },
    instance: 'x',
    stopwatch: () => now,
  });
  const pass = (milliseconds: number) => {
    now += milliseconds;
  };
  return { bases, read, pass, connection };
}

it('a former base is others’ when a bridge of another instance, or of version 0.1.0, says so', async () => {
  const { bases } = world({
    'theirs/bridge/info': '{"instance":"y"}',
    'old/bridge/info': '{"version":"0.1.0"}',
    'ours/bridge/info': '{"instance":"x"}',
    'odd/bridge/info': 'no JSON',
  });
  const answers = await Promise.all(['theirs', 'old', 'ours', 'odd', 'empty', 'secret'].map(bases.ownerOf));
  expect(answers).toEqual(['others', 'others', 'ours', 'ours', 'ours', 'ours']);
});

it('a former base is asked for once a minute, however many leave it', async () => {
  const { bases, read, pass } = world({});
  await Promise.all(Array.from({ length: 100 }, () => bases.ownerOf('before')));
  expect(read).toEqual(['before/bridge/info']);
  pass(60_000);
  await bases.ownerOf('before');
  expect(read).toHaveLength(2);
});

it('nobody knows whose a former base is while the connection is away, and then it is asked for again', async () => {
  const { bases, connection } = world({ 'theirs/bridge/info': '{"instance":"y"}' });
  connection.isUp = false;
  expect(await bases.ownerOf('theirs')).toBe('unknown');
  connection.isUp = true;
  expect(await bases.ownerOf('theirs')).toBe('others');
});
