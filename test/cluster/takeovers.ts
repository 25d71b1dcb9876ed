import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { onTestFinished } from 'vitest';

/** How long people wait whose bridge is dead or frozen, as the database sees it. */
export interface Takeovers {
  /**
   * The bridge with this process id is gone from now on. Looks who had a turn there, and waits until another bridge takes
   * each of them, or the bridge gives them back after all.
   */
  lost(pid: number): Promise<void>;
  /** Resolves when everybody who was lost has been taken. */
  settled(): Promise<void>;
  /**
   * Milliseconds from each loss of somebody who was in the middle of a turn, or about to have one, until another bridge has
   * them. One that is lost itself before it has begun loses them anew.
   */
  milliseconds(): readonly number[];
}

const LOOK_MILLISECONDS = 100;
/** Whoever waits for longer is said, with the reason as far as the database knows it. */
const SLOW_MILLISECONDS = 15_000;
const SAY_MILLISECONDS = 2000;

const HELD = `select user_id, epoch from person left join graphile_worker.jobs job on job.key = user_id
    join bridge on bridge.id = owner and interrupted or locked_by = any(workers)
  where bridge.pid = $1`;
const LATER = `select user_id, epoch, interrupted or locked_by is not null as is_held,
    exists (select from bridge where locked_by = any(workers) and bridge.pid <> $2) as is_taken
  from person left join graphile_worker.jobs job on job.key = user_id where user_id = any($1)`;

interface Later {
  readonly user_id: string;
  readonly epoch: string;
  readonly is_held: boolean;
  readonly is_taken: boolean;
}

const REASON = `select user_id, failures, wanted, job.locked_by, job.locked_at, job.run_at, job.priority, job.attempts,
    owner.buried_at, taker.id as taker, taker.beaten_at, clock_timestamp() as now
  from person left join graphile_worker.jobs job on job.key = user_id left join bridge owner on owner.id = person.owner
    left join bridge taker on job.locked_by = any(taker.workers)
  where user_id = any($1)`;

/** @param onSlow told of each who waits for long, now and then */
export function watchTakeovers(databaseUrl: string, onSlow: (line: string) => void): Takeovers {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 4 });
  pool.on('error', () => {});
  onTestFinished(() => pool.end());
  const taken: number[] = [];
  const waiting = new Set<Promise<void>>();

  /** The database may be away meanwhile. */
  async function ask<T extends pg.QueryResultRow>(sql: string, ...values: readonly unknown[]): Promise<readonly T[]> {
    for (;;) {
      try {
        return (await pool.query<T>(sql, [...values])).rows;
      } catch {
        await pause(LOOK_MILLISECONDS);
      }
    }
  }

  async function follow(pid: number, epochs: Map<string, string>, since: number): Promise<void> {
    let saidAt = since + SLOW_MILLISECONDS - SAY_MILLISECONDS;
    while (epochs.size > 0) {
      await pause(LOOK_MILLISECONDS);
      if (performance.now() - saidAt > SAY_MILLISECONDS) {
        saidAt = performance.now();
        const reasons = await ask(REASON, [...epochs.keys()]);
        onSlow(`${epochs.size} wait for ${Math.round(saidAt - since)} ms, such as ${JSON.stringify(reasons[0])}`);
      }
      for (const now of await ask<Later>(LATER, [...epochs.keys()], pid)) {
        const isTaken = now.is_taken || now.epoch !== epochs.get(now.user_id);
        if (isTaken) taken.push(performance.now() - since);
        if (isTaken || !now.is_held) epochs.delete(now.user_id);
      }
    }
  }

  return {
    async lost(pid) {
      const since = performance.now();
      const held = await ask<{ user_id: string; epoch: string }>(HELD, pid);
      const following = follow(pid, new Map(held.map(({ user_id, epoch }) => [user_id, epoch])), since);
      waiting.add(following);
      void following.then(() => waiting.delete(following));
    },
    async settled() {
      while (waiting.size > 0) await Promise.all(waiting);
    },
    milliseconds: () => taken,
  };
}
