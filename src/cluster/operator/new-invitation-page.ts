import { type Html, html } from './html.js';
import { layout } from './layout.js';
import { filled, personPath, type View } from './view.js';

/** The address of an invitation, which is shown nowhere else. */
export function invitationPage(view: View, account: { name: string; displayName: string }, address: string): Html {
  const { texts, root } = view;
  const name = account.displayName;
  return layout(
    view,
    filled(texts.invitation, { name }),
    html`<div class="sheet">
<p>${filled(texts.invitationText, { name })}</p>
<div class="field">
<label for="address">${texts.address}</label>
<output class="address" id="address" tabindex="0">${address}</output>
</div>
</div>
<p><a href="${root}${personPath(account.name)}">${filled(texts.toPerson, { name })}</a></p>`,
  );
}
