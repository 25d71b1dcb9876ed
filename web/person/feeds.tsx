import type { PersonView } from '../../src/page/api.js';
import { DataTable } from '../charts/data-table.js';
import { useWords } from '../page.js';

/** When each feed of a person last came, and when it comes again: each has an interval of its own. */
export function Feeds({ person }: { person: PersonView }) {
  const { t, format } = useWords(person);
  const at = (time: string | null) => (time === null ? '–' : format.short(time));
  return (
    <DataTable
      caption={t('feeds.feeds')}
      heads={[t('feeds.feeds'), t('feeds.last'), t('feeds.next')]}
      rows={person.feeds.map(({ name, last_success, next_fetch }) => [name, at(last_success), at(next_fetch)])}
    />
  );
}
