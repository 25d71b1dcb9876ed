import type { NightView } from '../../src/page/api.js';
import { personPath } from '../api.js';
import { DataTable } from '../charts/data-table.js';
import type { Scene } from '../charts/scene.js';
import { useAnswer } from '../charts/use-answer.js';
import { valueColumns } from '../charts/value-columns.js';
import { Waiting } from '../charts/waiting.js';

const COLUMNS = ['sleep_total', 'sleep_score', 'sleep_efficiency', 'sleep_wakeups', 'sleep_heart_rate_average'];

/** The nights of a range, the newest first; those whose course is known lead to it. */
export function NightList({ scene }: { readonly scene: Scene }) {
  const { person, days, words } = scene;
  const path = `${personPath(person.name)}/nights?from=${days.from}&to=${days.to}`;
  const answer = useAnswer<readonly NightView[]>(path, person.last_sync);
  const list = [...(answer.value ?? [])].sort((a, b) => (a.date < b.date ? 1 : -1));
  const { heads, cells } = valueColumns(scene, list, COLUMNS);
  const time = (of: string | null) => (of === null ? '–' : words.format.clock(of));
  return (
    <section class="listing" aria-busy={answer.phase === 'loading'}>
      <Waiting answer={answer} />
      {list.length > 0 && (
        <DataTable
          caption={words.t('night.list', { n: list.length })}
          heads={[words.t('night.night'), words.t('night.asleep'), words.t('night.awake'), ...heads]}
          rows={list.map(({ date, start, end }, row) => [
            words.format.day(date),
            time(start),
            time(end),
            ...cells[row]!,
          ])}
          href={(row) => (list[row]?.detail ? scene.href('sleep', list[row].date) : undefined)}
        />
      )}
    </section>
  );
}
