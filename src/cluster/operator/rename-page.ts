import type { AccountRow } from '../../store/cluster-accounts.js';
import { MOST_LETTERS } from './add-form.js';
import { type Html, html } from './html.js';
import { errorLine, layout } from './layout.js';
import type { Texts } from './texts-en.js';
import { filled, personPath, type View } from './view.js';

/** What somebody has typed that cannot be, and why not. */
export interface RejectedName {
  readonly name: string;
  readonly wrong: keyof Texts['wrong'];
}

/** Another name for somebody. */
export function renamePage(view: View, row: AccountRow, rejected?: RejectedName): Html {
  const { texts, root } = view;
  const { name, displayName } = row;
  const way = root + personPath(name);
  const tells = `name-hint${rejected ? ' name-wrong' : ''}`;
  return layout(
    view,
    filled(texts.renameTitle, { name: displayName }),
    html`<form class="sheet" method="post" action="${way}/rename">
<p>${texts.renameText}</p>
<div class="field">
<label for="name">${texts.newName}</label>
<input id="name" name="name" value="${rejected?.name ?? name}" maxlength="${MOST_LETTERS}" required autofocus autocomplete="off"
 autocapitalize="none" spellcheck="false" aria-describedby="${tells}"${rejected && html` aria-invalid="true"`}>
<p class="hint" id="name-hint">${texts.nameHint}</p>
${errorLine(rejected && texts.wrong[rejected.wrong], 'name-wrong')}
</div>
<button class="main">${texts.rename}</button>
</form>
<p><a href="${way}">${filled(texts.toPerson, { name: displayName })}</a></p>`,
  );
}
