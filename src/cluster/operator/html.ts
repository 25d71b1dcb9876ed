import { asHtml } from '../../http/html.js';

/** A text that is HTML; made by `html` alone. */
export interface Html {
  readonly [MARK]: string;
}

/** What may stand within: texts are escaped, nothing comes of undefined and false. */
export type HtmlPart = string | number | undefined | false | Html | readonly HtmlPart[];

/** Its own symbol: nothing that comes from outside looks like Html. */
const MARK = Symbol('html');

/** HTML with values in it, each as nothing but text: between tags, and within attributes, which have quotes around them. */
export function html(texts: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  return { [MARK]: texts.map((text, index) => text + rendered(parts[index])).join('') };
}

/** As it is sent. */
export function textOf(page: Html): string {
  return page[MARK];
}

function rendered(part: HtmlPart): string {
  if (part === undefined || part === false) return '';
  if (typeof part === 'number') return String(part);
  if (typeof part === 'string') return asHtml(part);
  return isList(part) ? part.map(rendered).join('') : part[MARK];
}

function isList(part: Html | readonly HtmlPart[]): part is readonly HtmlPart[] {
  return Array.isArray(part);
}
