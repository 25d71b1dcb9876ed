import { defineConfig } from 'vite';
import { leanUplot } from './lean-uplot.js';
import { shortTexts } from './short-texts.js';

/** Where `npm run web` finds the API: the page of the demo. */
const BRIDGE = 'http://127.0.0.1:8098';

// Relative addresses, so that the page works below any path; one script and one sheet, which the budget of test/page weighs.
export default defineConfig({
  root: import.meta.dirname,
  base: '',
  plugins: [leanUplot(), shortTexts()],
  // Nodes by preact's own function: half a kilobyte less than what is usual.
  oxc: {
    jsx: { runtime: 'classic', pragma: 'jsxNode', pragmaFrag: 'JsxNodes' },
    jsxInject: "import { h as jsxNode, Fragment as JsxNodes } from 'preact'",
  },
  build: {
    outDir: '../build/dist/web',
    emptyOutDir: true,
    target: 'es2022',
    // Those that know light-dark() and nesting: nothing is written twice for older ones.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    assetsInlineLimit: 0,
    modulePreload: false,
    // A hundredth shorter than what the bundler does by itself.
    minify: 'terser',
    terserOptions: { module: true, ecma: 2020, compress: { passes: 3, pure_getters: true, keep_fargs: false } },
    cssCodeSplit: false,
    rolldownOptions: { output: { codeSplitting: false }, checks: { bundlerTimings: false } },
  },
  // The page knows its own host by what the browser says, and so that must stay as it is.
  server: { host: '127.0.0.1', proxy: { '/api': { target: BRIDGE }, '/calendar': { target: BRIDGE } } },
});
