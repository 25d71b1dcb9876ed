export type Language = 'en' | 'de';

const KNOWN: readonly Language[] = ['en', 'de'];

/**
 * The language to speak with a browser: of those that are known the one that it likes best.
 *
 * @param header `Accept-Language`, such as `de-AT,de;q=0.9,en;q=0.5` (RFC 9110, 12.5.4)
 */
export function languageOf(header = ''): Language {
  const wishes = header
    .slice(0, 500)
    .split(',')
    .flatMap((wish) => {
      const [range = '', ...parameters] = wish.split(';').map((part) => part.trim().toLowerCase());
      const language = KNOWN.find((known) => range === known || range.startsWith(`${known}-`));
      const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? '1';
      return language && Number(quality) > 0 ? [{ language, quality: Number(quality) }] : [];
    });
  const best = Math.max(...wishes.map(({ quality }) => quality));
  return wishes.find(({ quality }) => quality === best)?.language ?? 'en';
}
