import type { AccountRow } from '../../store/cluster-accounts.js';
import { type Html, type HtmlPart, html } from './html.js';
import { errorLine, layout } from './layout.js';
import { filled, personPath, type View } from './view.js';

/** Why somebody is not removed yet. */
export type RemovalTrouble =
  | { readonly kind: 'name' }
  /** @param reason in English */
  | { readonly kind: 'withings'; readonly reason: string };

/** What goes with a person, and a name to be typed before it does. */
export function removePage(view: View, row: AccountRow, trouble?: RemovalTrouble): Html {
  const { texts, root } = view;
  const { name, displayName } = row;
  const way = root + personPath(name);
  const isWrong = trouble?.kind === 'name';
  return layout(
    view,
    filled(texts.removeTitle, { name: displayName }),
    html`${trouble?.kind === 'withings' && stayed(view, trouble.reason)}
<form class="sheet" method="post" action="${way}/remove">
<p>${texts.removeText}</p>
<ul>${goings(view, row).map((text) => html`<li>${text}</li>`)}</ul>
<p><strong>${texts.removeForGood}</strong></p>
${trouble?.kind === 'withings' && forceField(view)}
<div class="field">
<label for="confirm">${filled(texts.removeConfirm, { name })}</label>
<input id="confirm" name="confirm" required autocomplete="off" autocapitalize="none" spellcheck="false"${
      isWrong && html` aria-invalid="true" aria-describedby="confirm-wrong" autofocus`
    }>
${errorLine(isWrong ? texts.removeWrong : undefined, 'confirm-wrong')}
</div>
<button class="danger">${texts.removeButton}</button>
</form>
<p><a href="${way}">${filled(texts.toPerson, { name: displayName })}</a></p>`,
  );
}

function goings({ texts }: View, { userId }: AccountRow): readonly string[] {
  const { account, login, readings, topics } = texts.removeGoes;
  return userId === undefined ? [account] : [account, login, readings, topics];
}

function stayed({ texts }: View, reason: string): HtmlPart {
  return html`<div class="wrong" role="alert"><p>${texts.removeStayed}</p>
<p lang="en">${reason}</p></div>`;
}

function forceField({ texts }: View): Html {
  return html`<div class="field choice">
<input id="force" name="force" type="checkbox" value="yes" aria-describedby="force-hint">
<label for="force">${texts.removeForce}</label>
<p class="hint" id="force-hint">${texts.removeForceHint}</p>
</div>`;
}
