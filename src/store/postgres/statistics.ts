import { statisticSpan } from '../statistic-span.js';
import { NOTHING_DUE, type Statistics } from '../store.js';
import { readDue, settleDue, writeDue } from './due.js';
import type { Guard } from './guard.js';
import { personNumber } from './people.js';
import type { Postgres } from './queries.js';

export function createStatistics(postgres: Postgres, guard: Guard): Statistics {
  return {
    async spans(userId) {
      const person = await personNumber(postgres, userId);
      const rows = await postgres.all('select metric, body from statistic where person = $1', person);
      return new Map(rows.map(({ metric, body }) => [String(metric), statisticSpan.parse(JSON.parse(String(body)))]));
    },
    async put(userId, metric, span) {
      await postgres.run(PUT, await personNumber(postgres, userId), metric, JSON.stringify(span));
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

const PUT = `insert into statistic values ($1, $2, $3) on conflict (person, metric) do update set body = excluded.body
  where statistic.body <> excluded.body`;
