import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import type { PersonView } from '../../src/page/api.js';
import { useWords } from '../page.js';
import { Ago } from '../parts/ago.js';
import { type ValueRow, valueRows } from './value-rows.js';

/** Every value of a person, to search in. */
export function AllValues({ person }: { person: PersonView }) {
  const words = useWords(person);
  const { t } = words;
  const search = useSignal('');
  const id = useId();
  const rows = valueRows(person, words, search.value);
  return (
    <>
      <search class="search">
        <label htmlFor={id}>{t('values.search')}</label>
        <input
          id={id}
          type="search"
          autocomplete="off"
          spellcheck={false}
          value={search.value}
          onInput={({ currentTarget }) => {
            search.value = currentTarget.value;
          }}
        />
        <output htmlFor={id} class="note">
          {rows.length > 0 ? t('values.count', { n: rows.length }) : t('values.none')}
        </output>
      </search>
      {rows.length > 0 && (
        <table class="values">
          <thead>
            <tr>
              <th scope="col">{t('values.name')}</th>
              <th scope="col">{t('values.value')}</th>
              <th scope="col">{t('values.taken')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row key={row.key} row={row} person={person} />
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}

function Row({ row: { name, metric }, person }: { row: ValueRow; person: PersonView }) {
  const { t, format } = useWords(person);
  return (
    <tr class={metric.stale ? 'stale' : undefined}>
      <th scope="row">{name}</th>
      <td class="value">{format.value(metric)}</td>
      <td>
        {metric.taken !== null && <Ago time={metric.taken} zone={person.zone} />}
        {metric.stale && <span class="old">{t('card.old')}</span>}
        {metric.device_model !== null && <span class="device">{metric.device_model}</span>}
      </td>
    </tr>
  );
}
