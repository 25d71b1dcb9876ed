import type { PageError } from '../../page/page-error.js';
import { StoreError } from '../../store/errors.js';
import { type Html, html } from './html.js';
import { errorLine, layout } from './layout.js';
import type { Texts } from './texts-en.js';
import { filled, type View } from './view.js';

/** What is told of something that did not work. */
export interface ToldProblem {
  readonly status: number;
  readonly code: keyof Texts['problems'];
  readonly fields?: Readonly<Record<string, string>> | undefined;
}

export function problemOf({ status, problem: { code, fields } }: PageError): ToldProblem {
  return { status, fields, code: isTold(code) ? code : 'bad_request' };
}

/** Of what is nobody's fault who asks: no word of it is told, since it may name places. */
export function problemOfUnexpected(error: unknown): ToldProblem {
  return error instanceof StoreError ? { status: 503, code: 'store_away' } : { status: 500, code: 'internal' };
}

export function problemText({ texts }: View, { code, fields = {} }: ToldProblem): string {
  return filled(texts.problems[code], fields);
}

export function problemPage(view: View, problem: ToldProblem): Html {
  const { texts, root } = view;
  return layout(view, texts.failed, [
    errorLine(problemText(view, problem)),
    html`<p><a href="${root}">${texts.home}</a></p>`,
  ]);
}

function isTold(code: string): code is ToldProblem['code'] {
  return ['sign_in', 'wrong_password', 'slow_down', 'unknown_host', 'foreign_origin', 'not_found'].includes(code);
}
