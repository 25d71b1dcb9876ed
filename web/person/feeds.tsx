import type { FeedView, PersonView } from '../../src/page/api.js';
import { useWords } from '../page.js';
import { Ago } from '../parts/ago.js';

/** When each feed of a person last came, and when it comes again: each has an interval of its own. */
export function Feeds({ person: { feeds, zone } }: { person: PersonView }) {
  const { t } = useWords({ zone });
  if (feeds.length === 0) return null;
  return (
    <section aria-labelledby="feeds">
      <h2 id="feeds">{t('feeds.title')}</h2>
      <table class="values">
        <thead>
          <tr>
            <th scope="col">{t('feeds.feed')}</th>
            <th scope="col">{t('feeds.last')}</th>
            <th scope="col">{t('feeds.next')}</th>
          </tr>
        </thead>
        <tbody>
          {feeds.map((feed) => (
            <Row key={feed.name} feed={feed} zone={zone} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Row({ feed: { name, last_success, next_fetch }, zone }: { feed: FeedView; zone: string | null }) {
  return (
    <tr>
      <th scope="row">
        <code>{name}</code>
      </th>
      <td>{last_success === null ? '–' : <Ago time={last_success} zone={zone} />}</td>
      <td>{next_fetch === null ? '–' : <Ago time={next_fetch} zone={zone} ahead />}</td>
    </tr>
  );
}
