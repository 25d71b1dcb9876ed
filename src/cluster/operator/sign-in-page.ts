import { type Html, html } from './html.js';
import { errorLine, layout } from './layout.js';
import type { View } from './view.js';

/** Ways that lead back to a page of ours, from its root; what is anything else leads to the list. */
const OWN_WAY = /^(people\/[\w%.-]+)?(\?[\w=&%+.*-]*)?$/;

/** @param to where somebody wanted to go, from the root */
export function signInPage(view: View, to: string, problem?: string): Html {
  const { texts, root } = view;
  const tells = `hint${problem === undefined ? '' : ' problem'}`;
  return layout(
    view,
    texts.signIn,
    html`<form class="sheet" method="post" action="${root}sign-in">
<input type="hidden" name="to" value="${ownWay(to)}">
<div class="field">
<label for="password">${texts.password}</label>
<input id="password" name="password" type="password" autocomplete="current-password" required autofocus
 aria-describedby="${tells}"${problem !== undefined && html` aria-invalid="true"`}>
<p class="hint" id="hint">${texts.passwordHint}</p>
${errorLine(problem, 'problem')}
</div>
<button class="main">${texts.signIn}</button>
</form>`,
  );
}

export function ownWay(to: string): string {
  return OWN_WAY.test(to) && !to.includes('..') ? to : '';
}
