import type { EcgView } from '../../src/page/api.js';
import { personPath } from '../api.js';
import { DataTable } from '../charts/data-table.js';
import type { Scene } from '../charts/scene.js';
import { useAnswer } from '../charts/use-answer.js';
import { valueColumns } from '../charts/value-columns.js';
import { Waiting } from '../charts/waiting.js';

const COLUMNS = ['ecg_heart_rate', 'ecg_afib'];

/** The ECGs of a range, the newest first; those whose signal is known lead to it. */
export function EcgList({ scene }: { readonly scene: Scene }) {
  const { person, days, words } = scene;
  const path = `${personPath(person.name)}/ecgs?from=${days.from}&to=${days.to}`;
  const answer = useAnswer<readonly EcgView[]>(path, person.last_sync);
  const list = answer.value ?? [];
  const { heads, cells } = valueColumns(scene, list, COLUMNS);
  return (
    <section class="listing" aria-busy={answer.phase === 'loading'}>
      <Waiting answer={answer} />
      {list.length > 0 && (
        <DataTable
          caption={words.t('ecg.list', { n: list.length })}
          heads={[words.t('charts.time'), ...heads]}
          rows={list.map(({ recorded }, row) => [words.format.short(recorded), ...cells[row]!])}
          href={(row) => (list[row]?.signal ? scene.href('heart', list[row].id) : undefined)}
        />
      )}
    </section>
  );
}
