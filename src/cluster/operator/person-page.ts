import type { AccountRow } from '../../store/cluster-accounts.js';
import type { PersonState } from '../../store/person-state.js';
import { feedsTable } from './feeds-table.js';
import { type Html, type HtmlPart, html } from './html.js';
import { layout, said } from './layout.js';
import { loginStatus } from './login-status.js';
import type { Texts } from './texts-en.js';
import { exactTime, timeAgo } from './times.js';
import { filled, personPath, type View } from './view.js';

export interface PersonContent {
  readonly row: AccountRow;
  /** Undefined as long as nobody has connected the account. */
  readonly state: PersonState | undefined;
  /** What has just been done. */
  readonly told?: keyof Texts['told'] | undefined;
}

/** All that an operator has to know of one person; what was measured is none of it. */
export function personPage(view: View, { row, state, told }: PersonContent): Html {
  const { texts, root } = view;
  return layout(view, row.displayName, [
    html`<p><a href="${root}">← ${texts.home}</a></p>`,
    said(told && texts.told[told]),
    facts(view, row),
    actions(view, row),
    state && feedsTable(view, row, state),
  ]);
}

function facts({ texts, language, now }: View, row: AccountRow): Html {
  const { name, userId, loginProblem, lastSync, units, fromFile } = row;
  const status = loginStatus(row);
  const last =
    lastSync === undefined ? texts.none : [timeAgo(lastSync, now / 1000, language), ` (${exactTime(lastSync)})`];
  // Why a login is lost is known in English only.
  const problem = loginProblem !== undefined && html`<span lang="en">${loginProblem}</span>`;
  const lines: readonly (readonly [head: string, fact: HtmlPart])[] = [
    [texts.status, html`<span class="login ${status}">${texts.login[status]}</span>`],
    ...(problem ? [[texts.problem, problem] as const] : []),
    [texts.lastData, last],
    [texts.name, name],
    [texts.userId, userId ?? texts.none],
    [texts.units, texts.unitNames[units]],
  ];
  return html`<div class="sheet">
<dl class="facts">${lines.map(([head, fact]) => html`<dt>${head}</dt><dd>${fact}</dd>`)}</dl>
${fromFile && html`<p class="hint">${texts.fromFile}</p>`}
</div>`;
}

function actions(view: View, row: AccountRow): Html {
  const { texts, root } = view;
  const { enabled, fromFile, displayName: name } = row;
  const isOk = loginStatus(row) === 'ok';
  const action = (what: 'invite' | 'refresh' | 'disable' | 'enable', isMain: boolean, hint?: string) => {
    const id = `${what}-hint`;
    return html`<form method="post" action="${root}${personPath(row.name)}/${what}">
<button${isMain && html` class="main"`}${hint !== undefined && html` aria-describedby="${id}"`}>${texts[what]}</button>
${hint !== undefined && html`<p class="hint" id="${id}">${filled(hint, { name })}</p>`}
</form>`;
  };
  return html`<section class="sheet actions" aria-labelledby="actions">
<h2 id="actions">${texts.actions}</h2>
${isOk && action('refresh', true)}
${enabled && action('invite', !isOk, texts.inviteHint)}
${enabled ? action('disable', false, texts.disableHint) : action('enable', true)}
${fromFile ? html`<p class="hint">${filled(texts.changeInFile, { name: row.name })}</p>` : changes(view, row)}
</section>`;
}

/** They have pages of their own. */
function changes({ texts, root }: View, { name }: AccountRow): Html {
  return html`<p class="changes">${(['rename', 'remove'] as const).map(
    (what) => html`<a class="button" href="${root}${personPath(name)}/${what}">${texts[what]}</a>`,
  )}</p>`;
}
