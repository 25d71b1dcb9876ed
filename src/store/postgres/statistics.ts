import { statisticSpan } from '../statistic-span.js';
import { NOTHING_DUE, type Statistics } from '../store.js';
import { readDue, settleDue, writeDue } from './due.js';
import type { Guard } from './guard.js';
import { personNumber } from './people.js';
import type { Postgres } from './queries.js';

export function createStatistics(postgres: Postgres, guard: Guard): Statistics {
  return {
    async spans() {
      const rows = await postgres.all('select unique_id, body from statistic');
      return new Map(
        rows.map(({ unique_id, body }) => [String(unique_id), statisticSpan.parse(JSON.parse(String(body)))]),
      );
    },
    async put(uniqueId, value) {
      await postgres.run(PUT, uniqueId, JSON.stringify(value));
    },
    async due(userId) {
      return readDue(postgres, await personNumber(postgres, userId));
    },
    async setDue(userId, since) {
      await writeDue(postgres, await personNumber(postgres, userId), since);
    },
    async settle(userId, { mark }) {
      await postgres.transaction(async (sql) => {
        await guard(sql, userId);
        await settleDue(sql, await personNumber(sql, userId), NOTHING_DUE, mark);
      });
    },
  };
}

const PUT = `insert into statistic values ($1, $2) on conflict (unique_id) do update set body = excluded.body
  where statistic.body <> excluded.body`;
