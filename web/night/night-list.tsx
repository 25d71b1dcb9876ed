import type { NightView } from '../../src/page/api.js';
import { DataTable } from '../charts/data-table.js';
import { Listing } from '../charts/listing.js';
import type { Scene } from '../charts/scene.js';
import { valueColumns } from '../charts/value-columns.js';
import { usePage } from '../page.js';

const COLUMNS = ['sleep_total', 'sleep_score', 'sleep_efficiency', 'sleep_wakeups', 'sleep_heart_rate_average'];

/** The nights of a range, the newest first; those whose course is known lead to it. */
export function NightList({ scene }: { readonly scene: Scene }) {
  const { t, format } = scene.words;
  const { formats } = usePage();
  const time = (of: string | null, zone: string) => (of === null ? '–' : formats(zone).clock(of));
  return (
    <Listing<NightView> scene={scene} what="nights" title={t('topic.sleep')} metrics={COLUMNS}>
      {(nights) => {
        const list = nights.toSorted((a, b) => (a.date < b.date ? 1 : -1));
        const { heads, cells } = valueColumns(scene, list, COLUMNS);
        return (
          <>
            <DataTable
              caption={t('night.list', { n: list.length })}
              heads={[t('night.night'), t('night.asleep'), t('night.awake'), ...heads]}
              rows={list.map(({ date, zone, start, end }, row) => [
                ...[format.day(date), time(start, zone), time(end, zone)],
                ...cells[row]!,
              ])}
              href={(row) => (list[row]?.detail ? scene.href('sleep', list[row].date) : undefined)}
            />
            {list.some(({ detail }) => !detail) && <p class="soft">{t('night.unlinked')}</p>}
          </>
        );
      }}
    </Listing>
  );
}
