import type { EcgView } from '../../src/page/api.js';
import { DataTable } from '../charts/data-table.js';
import { Listing } from '../charts/listing.js';
import type { Scene } from '../charts/scene.js';
import { valueColumns } from '../charts/value-columns.js';

export const ECG_COLUMNS = ['ecg_heart_rate', 'ecg_afib'];

/** The ECGs of a range, the newest first; those whose signal is known lead to it. */
export function EcgList({ scene }: { readonly scene: Scene }) {
  const { t, format } = scene.words;
  return (
    <Listing<EcgView> scene={scene} what="ecgs" title={t('ecg.ecg')}>
      {(list) => {
        const { heads, cells } = valueColumns(scene, list, ECG_COLUMNS);
        return (
          <DataTable
            caption={t('ecg.list', { n: list.length })}
            heads={[t('charts.time'), ...heads]}
            rows={list.map(({ recorded }, row) => [format.short(recorded), ...cells[row]!])}
            href={(row) => (list[row]?.signal ? scene.href('heart', list[row].id) : undefined)}
          />
        );
      }}
    </Listing>
  );
}
