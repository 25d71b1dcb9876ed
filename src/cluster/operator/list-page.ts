import type { AccountCounts, AccountRow } from '../../store/cluster-accounts.js';
import { type AddInput, addForm } from './add-form.js';
import { type Html, type HtmlPart, html } from './html.js';
import { layout, said } from './layout.js';
import { type ListPage, type ListQuery, type ListTold, queryOf } from './list-search.js';
import { loginStatus } from './login-status.js';
import { timeAgo } from './times.js';
import { filled, personPath, type View } from './view.js';

export interface ListContent {
  readonly query: ListQuery;
  readonly page: ListPage;
  readonly counts: AccountCounts;
  /** What somebody wanted to add and could not. */
  readonly rejected?: AddInput | undefined;
  readonly told?: ListTold | undefined;
}

export function listOfPeople(view: View, content: ListContent): Html {
  return layout(view, view.texts.title, [
    said(content.told && view.texts.told[content.told]),
    countsLine(view, content.counts),
    searchForm(view, content.query),
    content.page.rows.length > 0 ? table(view, content.page.rows) : emptyList(view, content),
    pageLinks(view, content),
    addForm(view, content.rejected),
  ]);
}

function countsLine({ language, texts }: View, counts: AccountCounts): Html {
  const shown = (['all', 'connected', 'disabled', 'loginsLost'] as const).map(
    (key) => html`<div><dt>${texts.counts[key]}</dt><dd>${counts[key].toLocaleString(language)}</dd></div>`,
  );
  return html`<dl class="counts">${shown}</dl>`;
}

function searchForm({ texts, root }: View, { words = '', show }: ListQuery): Html {
  return html`<form class="search" role="search" method="get" action="${root}">
<div class="field">
<label for="words">${texts.search}</label>
<input id="words" name="words" type="search" value="${words}" placeholder="${texts.searchHint}" maxlength="200">
</div>
<div class="field">
<label for="show">${texts.show}</label>
<select id="show" name="show">
<option value="">${texts.showAll}</option>
<option value="waiting"${show === 'waiting' && html` selected`}>${texts.showWaiting}</option>
</select>
</div>
<button>${texts.find}</button>
<a class="button" href="#add">${texts.add}</a>
</form>`;
}

function table(view: View, rows: readonly AccountRow[]): Html {
  const { texts } = view;
  return html`<table class="people">
<thead><tr><th scope="col">${texts.person}</th><th scope="col">${texts.loginHead}</th><th scope="col">${texts.lastData}</th></tr></thead>
<tbody>
${rows.map((row) => tableRow(view, row))}</tbody>
</table>`;
}

function tableRow(view: View, row: AccountRow): Html {
  const { texts, root, language, now } = view;
  const status = loginStatus(row);
  return html`<tr><th scope="row"><a href="${root}${personPath(row.name)}">${row.name}</a> <bdi>${row.displayName}</bdi></th>
<td><span class="login ${status}">${texts.login[status]}</span></td>
<td>${row.lastSync === undefined ? texts.none : timeAgo(row.lastSync, now / 1000, language)}</td></tr>
`;
}

function emptyList({ texts, root }: View, { query, counts }: ListContent): HtmlPart {
  if (counts.all === 0) return html`<p>${texts.nobodyYet}</p>`;
  return html`<p>${texts.nobody} ${queryOf(query) !== '' && html`<a href="${root}">${texts.reset}</a>`}</p>`;
}

function pageLinks({ texts, root }: View, { query, page }: ListContent): HtmlPart {
  const { rows, hasPrevious, hasNext } = page;
  const [first, last] = [rows.at(0)?.name, rows.at(-1)?.name];
  if (!hasPrevious && !hasNext) return undefined;
  const link = (place: Parameters<typeof queryOf>[1], rel: string, text: string) =>
    html`<a class="button" rel="${rel}" href="${root}${queryOf(query, place)}">${text}</a>`;
  return html`<nav class="pages" aria-label="${texts.pages}">
${hasPrevious && link({ before: first }, 'prev', texts.previous)}
${first !== undefined && last !== undefined && html`<span>${filled(texts.range, { first, last })}</span>`}
${hasNext && link({ after: last }, 'next', texts.next)}
</nav>`;
}
