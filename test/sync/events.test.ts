import { describe, expect, it } from 'vitest';
import type { Log } from '../../src/log.js';
import { accountEvents } from '../../src/sync/events.js';

describe('a feed that waits', () => {
  it('is a warning the first time, and for debugging from then on', () => {
    const lines: string[] = [];
    const write = (level: string) => (message: string) => void lines.push(`${level} ${message}`);
    const log: Partial<Log> = { warn: write('warn'), debug: write('debug') };
    const events = accountEvents('anna', log as Log, { onState: () => {}, onAuthorization: () => {} });

    events.onFeedWaits('ecgs', 61, true);
    events.onFeedWaits('ecgs', 61, false);

    expect(lines).toEqual([
      'warn anna: Withings wants fewer calls; ecgs wait for 61 s',
      'debug anna: Withings wants fewer calls; ecgs wait for 61 s',
    ]);
  });
});
