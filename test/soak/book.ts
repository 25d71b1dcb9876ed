import type { CloudRequest } from '../../src/demo/cloud.js';
import type { House, Message } from './house.js';

const MINUTE = 60_000;
const LINE = /^\S+Z (error|warn|info)\s+/;

/** What a day came to. */
export interface Day {
  readonly requests: number;
  /** In the busiest 60 seconds. */
  readonly busiest: number;
  /** Log lines at info and above. */
  readonly lines: readonly string[];
  readonly readings: number;
}

/** Keeps the accounts of a soak, a day at a time, and forgets the rest so that the test does not grow. */
export interface Book {
  close(): Day;
  /** Every reading told of, as type and id, with how often. */
  readonly told: ReadonlyMap<string, number>;
}

export function createBook({ cloud, heard, lines }: House): Book {
  const told = new Map<string, number>();
  let seenLines = 0;
  let lastMinute: CloudRequest[] = [];

  function busiest(requests: readonly CloudRequest[]): number {
    let most = 0;
    for (let end = 0, start = 0; end < requests.length; end++) {
      while (requests[end]!.at - requests[start]!.at >= MINUTE) start++;
      most = Math.max(most, end - start + 1);
    }
    return most;
  }

  return {
    told,
    close() {
      const requests = (cloud.requests as CloudRequest[]).splice(0);
      const all = [...lastMinute, ...requests];
      lastMinute = all.filter(({ at }) => (all.at(-1)?.at ?? 0) - at < MINUTE);
      const readings = (heard as Message[]).splice(0).filter(({ topic }) => topic.endsWith('/reading'));
      for (const { payload } of readings) {
        const { event_type, group_id } = JSON.parse(payload) as { event_type: string; group_id: string };
        const id = `${event_type} ${group_id}`;
        told.set(id, (told.get(id) ?? 0) + 1);
      }
      const written = lines();
      const fresh = written.slice(seenLines);
      seenLines = written.length;
      return { requests: requests.length, busiest: busiest(all), lines: fresh, readings: readings.length };
    },
  };
}

/** Lines that are no log lines: a warning of Node's, a stack trace. */
export function strangeLines(lines: readonly string[]): string[] {
  return lines.filter((line) => !LINE.test(line));
}
