import { z } from 'zod';
import { displayNameOf, whyNoName } from '../../config/index.js';
import { bodyAs } from '../../page/request.js';
import type { StoredAccount } from '../../store/cluster-accounts.js';
import { type Html, html } from './html.js';
import { errorLine } from './layout.js';
import type { Texts } from './texts-en.js';
import { typedText } from './typed-text.js';
import type { View } from './view.js';

/** Of a name. */
export const MOST_LETTERS = 100;
const UNITS = ['metric', 'us', 'uk'] as const satisfies readonly StoredAccount['units'][];

const sent = z.object({
  name: typedText,
  display_name: typedText,
  units: z.enum(UNITS).catch('metric'),
});

/** What somebody has typed, and what is wrong with it. */
export interface AddInput {
  readonly name: string;
  readonly displayName: string;
  readonly units: StoredAccount['units'];
  readonly wrong?: keyof Texts['wrong'] | undefined;
}

/** @param body of a form; what is missing is empty. @throws PageError for what no form of ours sends */
export function readAddInput(body: unknown): AddInput {
  const { name, display_name: displayName, units } = bodyAs(sent, body);
  return { name, displayName, units, wrong: whatIsWrong(name, displayName) };
}

function whatIsWrong(name: string, displayName: string): AddInput['wrong'] {
  if (name.length > MOST_LETTERS || whyNoName(name) !== undefined) return 'name';
  const isShowable = displayName.length <= MOST_LETTERS && !/[\p{Cc}\p{Cs}]/u.test(displayName);
  return isShowable ? undefined : 'displayName';
}

/** The account that is asked for; what the form does not ask is as in a configuration file that says nothing of it. */
export function accountOf({ name, displayName, units }: AddInput): StoredAccount {
  return { name, displayName: displayName || displayNameOf(name), units, ignoreAttributions: [1, 10], intraday: false };
}

export function addForm({ texts, root }: View, input?: AddInput): Html {
  const { name = '', displayName = '', units = 'metric', wrong } = input ?? {};
  const field = (of: 'name' | 'displayName', id: string, value: string) => {
    const isWrong = wrong !== undefined && (wrong === 'displayName' ? 'displayName' : 'name') === of;
    return html`<div class="field">
<label for="${id}">${texts[of]}</label>
<input id="${id}" name="${id}" value="${value}" maxlength="${MOST_LETTERS}" autocomplete="off" spellcheck="false"
 aria-describedby="${id}-hint${isWrong && ` ${id}-wrong`}"${isWrong && html` aria-invalid="true" autofocus`}${of === 'name' && html` required autocapitalize="none"`}>
<p class="hint" id="${id}-hint">${texts[`${of}Hint`]}</p>
${errorLine(isWrong ? texts.wrong[wrong] : undefined, `${id}-wrong`)}
</div>`;
  };
  return html`<section class="sheet" aria-labelledby="add">
<h2 id="add">${texts.add}</h2>
<form method="post" action="${root}people">
${field('name', 'name', name)}
${field('displayName', 'display_name', displayName)}
<div class="field">
<label for="units">${texts.units}</label>
<select id="units" name="units">${UNITS.map((one) => html`<option value="${one}"${one === units && html` selected`}>${texts.unitNames[one]}</option>`)}</select>
</div>
<button class="main">${texts.addButton}</button>
</form>
</section>`;
}
