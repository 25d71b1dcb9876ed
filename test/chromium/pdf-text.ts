import { inflateSync } from 'node:zlib';

/** What a PDF of Chromium's holds. */
export interface PdfContent {
  readonly pages: number;
  /** Width and height of the first page, in points. */
  readonly size: readonly [number, number];
  /** All its letters in the order in which they are drawn, without spaces. */
  readonly letters: string;
}

/** Reads as much of a PDF as Skia writes: objects without object streams, fonts with a map to Unicode. */
export function readPdf(pdf: Buffer): PdfContent {
  const raw = pdf.toString('latin1');
  const objects = new Map(
    [...raw.matchAll(/(?:^|\n)(\d+) 0 obj\n([\s\S]*?)\nendobj/g)].map(([, id, body]) => [id!, body!]),
  );
  const unicode = new Map<string, ReadonlyMap<string, string>>();
  for (const [id, body] of objects) {
    const [, map] = /\/ToUnicode (\d+) 0 R/.exec(body) ?? [];
    if (map) unicode.set(id, letterMap(streamOf(objects.get(map) ?? '')));
  }
  const pages = [...objects.values()].filter((body) => /\/Type \/Page\b(?!s)/.test(body));
  const [, width, height] = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(pages[0] ?? '') ?? [];
  const letters = pages.map((page) => {
    const fonts = new Map(
      [...resources(page, objects).matchAll(/\/(F\d+) (\d+) 0 R/g)].map(([, name, id]) => [name!, id!]),
    );
    const contents = [...page.matchAll(/\/Contents \[?((?:\d+ 0 R ?)+)/g)].flatMap(([, list]) => [
      ...list!.matchAll(/(\d+) 0 R/g),
    ]);
    const text = contents.map(([, id]) => streamOf(objects.get(id!) ?? '')).join('\n');
    return lettersOf(text, (font) => unicode.get(fonts.get(font) ?? '') ?? new Map());
  });
  return { pages: pages.length, size: [Number(width), Number(height)], letters: letters.join('') };
}

function resources(page: string, objects: ReadonlyMap<string, string>): string {
  const [, id] = /\/Resources (\d+) 0 R/.exec(page) ?? [];
  const own = id ? (objects.get(id) ?? '') : page;
  const [, fonts] = /\/Font (\d+) 0 R/.exec(own) ?? [];
  return fonts ? (objects.get(fonts) ?? '') : own;
}

function streamOf(body: string): string {
  const start = body.indexOf('stream\n');
  if (start < 0) return '';
  const data = Buffer.from(body.slice(start + 7, body.lastIndexOf('\nendstream')), 'latin1');
  return /\/FlateDecode/.test(body.slice(0, start)) ? inflateSync(data).toString('latin1') : data.toString('latin1');
}

/** Of glyphs, as four hex digits. */
function letterMap(cmap: string): Map<string, string> {
  const map = new Map<string, string>();
  const letter = (hex: string) => Buffer.from(hex, 'hex').swap16().toString('utf16le');
  for (const [, body] of cmap.matchAll(/beginbfchar([\s\S]*?)endbfchar/g)) {
    for (const [, from, to] of body!.matchAll(/<(\w{4})> <(\w+)>/g)) map.set(from!.toUpperCase(), letter(to!));
  }
  for (const [, body] of cmap.matchAll(/beginbfrange([\s\S]*?)endbfrange/g)) {
    for (const [, from, to, first] of body!.matchAll(/<(\w{4})> <(\w{4})> <(\w{4})>/g)) {
      const [low, high, start] = [from, to, first].map((hex) => Number.parseInt(hex!, 16)) as [number, number, number];
      for (let glyph = low; glyph <= high; glyph++) {
        map.set(glyph.toString(16).padStart(4, '0').toUpperCase(), String.fromCharCode(start + glyph - low));
      }
    }
  }
  return map;
}

function lettersOf(content: string, mapOf: (font: string) => ReadonlyMap<string, string>): string {
  let map: ReadonlyMap<string, string> = new Map();
  let letters = '';
  for (const [, font, hex] of content.matchAll(/\/(F\d+) [\d.]+ Tf|<([0-9A-Fa-f]+)>/g)) {
    if (font) map = mapOf(font);
    for (const glyph of hex?.match(/.{4}/g) ?? []) letters += map.get(glyph.toUpperCase()) ?? '';
  }
  return letters.replace(/[\s\u00a0]/g, '');
}
