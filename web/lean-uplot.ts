import type { Plugin } from 'vite';

/**
 * Of uPlot, what no chart of this page uses: its legend, two kinds of curves, joining of tables, logarithmic
 * scales, clouds of points, lines that stand out below the mouse.
 */
const UNUSED: readonly (readonly [found: string | RegExp, instead: string])[] = [
  ['const showLegend = legend.show;', 'const showLegend = false;'],
  ['let multiValLegend = false;', 'const multiValLegend = false;'],
  ['multiValLegend = getMultiVals != null;', ''],
  ['legend.show && legend.live && shouldSetLegend', 'false'],
  ['(paths.stepped = stepped);', ''],
  ['(paths.spline  = monotoneCubic);', ''],
  ['uPlot.join = join;', ''],
  ['uPlot.rangeLog = rangeLog;', ''],
  ['uPlot.rangeAsinh = rangeAsinh;', ''],
  [/\b(?:\w+\.)?distr == [34]/g, 'false'],
  [/\bmode == 2/g, 'false'],
  [/\bmode == 1/g, 'true'],
  ['const cursorFocus = focus.prox >= 0;', 'const cursorFocus = false;'],
];

/**
 * Leaves a tenth of uPlot out, so that the page keeps its budget: with these ends cut, the bundler drops what hung on
 * them. @throws when uPlot has changed, so that it is looked at again
 */
export function leanUplot(): Plugin {
  return {
    name: 'lean-uplot',
    apply: 'build',
    transform(code, id) {
      if (!id.endsWith('/uPlot.esm.js')) return undefined;
      return UNUSED.reduce((left, [found, instead]) => {
        const next = left.replace(found, instead);
        if (next === left) throw new Error(`uPlot has changed: there is no ${found} in it`);
        return next;
      }, code);
    },
  };
}
