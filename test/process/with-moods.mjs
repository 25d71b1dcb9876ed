// Loaded into the built program by tests: the list of feeds and the catalogue have a line more, as for a new feed.
import './short-pauses.mjs';
import { register } from 'node:module';

const feed = new URL('./mood-feed.mjs', import.meta.url);
const metric = new URL('./mood-metric.mjs', import.meta.url);

const hooks = `const changes = {
  '/dist/feeds/index.js': ["import { moods } from '${feed}';", ', bed]', ', bed, moods]'],
  '/dist/metrics/catalogue/index.js': ["import { MOOD } from '${metric}';", '    IN_BED,', '    IN_BED, MOOD,'],
};
export async function load(url, context, next) {
  const loaded = await next(url, context);
  const file = Object.keys(changes).find((end) => url.endsWith(end));
  if (!file) return loaded;
  const [line, before, after] = changes[file];
  const source = String(loaded.source).replace(before, after);
  if (source === String(loaded.source)) throw new Error(file + ' has changed: with-moods.mjs does nothing');
  return { ...loaded, source: line + source };
}`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);
