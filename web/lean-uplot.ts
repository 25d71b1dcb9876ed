import type { Plugin } from 'vite';

/**
 * Of uPlot, what no chart of this page uses: its legend, two kinds of curves, joining of tables, logarithmic
 * scales, clouds of points, lines that stand out below the mouse, and how it writes times by itself.
 */
const UNUSED: readonly (readonly [found: string | RegExp, instead: string])[] = [
  ['let isTime = mode == 1 && scales[s.scale].time;', 'const isTime = false;'],
  [/let isTime = sc\.time;/g, 'const isTime = false;'],
  [/const \[ timeIncrs.*;/g, ''],
  [/const _timeAxisSplits .*;/, ''],
  [/const _tzDate .*;/, ''],
  ['uPlot.tzDate  = tzDate;', ''],
  ['const showLegend = legend.show;', 'const showLegend = false;'],
  ['let multiValLegend = false;', 'const multiValLegend = false;'],
  ['multiValLegend = getMultiVals != null;', ''],
  ['legend.show && legend.live && shouldSetLegend', 'false'],
  ['(paths.stepped = stepped);', ''],
  ['(paths.spline  = monotoneCubic);', ''],
  ['uPlot.join = join;', ''],
  ['uPlot.rangeLog = rangeLog;', ''],
  ['uPlot.rangeAsinh = rangeAsinh;', ''],
  [/\b(?:sx|scaleX)\.ori == 0\b/g, 'true'],
  [/\bscaleX\.ori == 1\b/g, 'false'],
  ['ori == 0 ? rectH : rectV', 'rectH'],
  ['const rectV = rect(1);', ''],
  ['const drawAccV = _drawAcc(lineToV);', ''],
  ['function rect(ori) {', 'function rect() {\nconst ori = 0;'],
  ['if (endRad == 0 && baseRad == 0)', 'if (true)'],
  // Bars of one colour, as wide as the places that they have.
  ['if (dispFills != null && (strokeWidth == 0 || dispStrokes != null)) {', 'if (false) {'],
  ['if (x0 != null && size != null) {', 'if (false) {'],
  ['if (y0 != null && y1 != null) {', 'if (false) {'],
  [/each\(u, seriesIdx, i,[^;]*;/, ''],
  // Ranges are told by functions.
  ['if (scaleOpts.from != null) {', 'if (false) {'],
  ['if (scaleKey != xScaleKey || (mode == 2 && !isTime)) {', 'if (false) {'],
  [/sc\.range = fnOrSelf\(rn \|\|[^;]*;/, 'sc.range = rn;'],
  ['uPlot.rangeNum = rangeNum;', ''],
  ['[_min, _max] = rangeNum(_min, _max, rangePad, true);', '{}'],
  // Time goes from left to right.
  [/\bscaleX\.dir \* \(true \? 1 : -1\)/g, '1'],
  ['if (!series.spanGaps) {', 'if (true) {'],
  ['let shouldAlpha = series.some(s => s._focus) && ctxAlpha != focus.alpha;', 'const shouldAlpha = false;'],
  [/\b(?:\w+\.)?distr == [34]/g, 'false'],
  [/\bmode == 2/g, 'false'],
  [/\bmode == 1/g, 'true'],
  [/\b(?:\w+\.)?distr == (?:2|100)/g, 'false'],
  [/\bms == 1\b/g, 'false'],
  [/\blegend\.live\b/g, 'false'],
  ['(opts.fmtDate || fmtDate)', 'null'],
  ['uPlot.fmtDate = fmtDate;', ''],
  [/const _timeAxisVals .*;/, 'const _timeAxisVals = null;'],
  [/const _timeSeriesVal .*;/, 'const _timeSeriesVal = null;'],
  ['timeSeriesVal(_tzDate, timeSeriesStamp(sv, _fmtDate))', 'null'],
  [/const _timeAxisStamps = \[[^;]*\];/, 'const _timeAxisStamps = [];'],
  ['self.addSeries = addSeries;', ''],
  ['self.delSeries = delSeries;', ''],
  ['self.addBand = addBand;', ''],
  ['self.setBand = setBand;', ''],
  ['self.delBand = delBand;', ''],
  ['self.setLegend = setLegend;', ''],
  [/\tsetLegend\(.*\);/g, ''],
  ['const cursorFocus = focus.prox >= 0;', 'const cursorFocus = false;'],
];

const UNUSED_STYLES = /[^{}]*\.u-(?:title|legend|inline|series)[^{}]*\{[^}]*\}|font-family:[^;]*;/g;

/**
 * Leaves a sixth of uPlot out, so that the page keeps its budget: with these ends cut, the bundler drops what hung on
 * them. @throws when uPlot has changed, so that it is looked at again
 */
export function leanUplot(): Plugin {
  return {
    name: 'lean-uplot',
    apply: 'build',
    enforce: 'pre',
    transform(code, id) {
      if (id.endsWith('/uPlot.min.css')) return cut(code, UNUSED_STYLES, '');
      if (!id.endsWith('/uPlot.esm.js')) return undefined;
      return UNUSED.reduce((left, [found, instead]) => cut(left, found, instead), code);
    },
  };
}

function cut(text: string, found: string | RegExp, instead: string): string {
  const left = text.replace(found, instead);
  if (left === text) throw new Error(`uPlot has changed: there is no ${found} in it`);
  return left;
}
