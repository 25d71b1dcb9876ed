import type { PersonView } from '../../src/page/api.js';
import { DataTable } from '../charts/data-table.js';
import { useWords } from '../page.js';

/** When each feed of a person last came: each has an interval of its own. */
export function Feeds({ person }: { person: PersonView }) {
  const { t, format } = useWords(person);
  return (
    <div class="tile">
      <DataTable
        caption={t('feeds.feeds')}
        heads={[t('values.name'), t('feeds.last')]}
        rows={person.feeds.map(({ name, last_success }) => [name, last_success ? format.short(last_success) : '–'])}
      />
    </div>
  );
}
