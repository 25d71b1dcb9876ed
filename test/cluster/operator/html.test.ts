import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { html, textOf } from '../../../src/cluster/operator/html.js';

const ENTITY = /&#(\d+);/g;
const decoded = (text: string) => text.replaceAll(ENTITY, (_, code: string) => String.fromCharCode(Number(code)));

describe('html', () => {
  it('makes of any text nothing but that text, between tags and in an attribute', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (one, other) => {
        const page = textOf(html`<p title="${one}">${other}</p>`);
        const [, title = '?', content = '?'] = /^<p title="([^"<>']*)">([^"<>']*)<\/p>$/s.exec(page) ?? [];

        expect([decoded(title), decoded(content)]).toEqual([one, other]);
        expect(content.replaceAll(ENTITY, '')).not.toContain('&');
      }),
    );
  });

  it('takes what it has made itself as it is, one or several, and escapes nothing twice', () => {
    const items = ['<b>', 'a & b'].map((text) => html`<li>${text}</li>`);

    expect(textOf(html`<ul>${items}</ul>`)).toBe('<ul><li>&#60;b&#62;</li><li>a &#38; b</li></ul>');
  });

  it('leaves out what is not there, and writes numbers, also 0', () => {
    expect(textOf(html`<p>${undefined}${false}${0}${['x', undefined, [1]]}</p>`)).toBe('<p>0x1</p>');
  });
});
