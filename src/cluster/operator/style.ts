import { createHash } from 'node:crypto';
import { type Asset, assetOf } from '../../page/assets.js';

/** As of the household's page (web/styles/colours.css), to which a test holds them: the contrasts were worked out there. */
export const COLOURS = {
  light: {
    ...{ ground: '#f4f6f5', sheet: '#ffffff', text: '#17201d', soft: '#52605b', line: '#dfe5e2', edge: '#7d8a85' },
    ...{ accent: '#0b6b5b', 'accent-strong': '#075346', 'on-accent': '#ffffff' },
    ...{ good: '#1c7445', 'good-pale': '#e4f3ea', bad: '#b3251c', 'bad-pale': '#fdecea' },
    ...{ warn: '#8a4b00', 'warn-pale': '#fff1dc' },
  },
  dark: {
    ...{ ground: '#101514', sheet: '#1a211f', text: '#e6edea', soft: '#a2b0ab', line: '#2c3633', edge: '#73817c' },
    ...{ accent: '#63cdb6', 'accent-strong': '#86e0cc', 'on-accent': '#06231d' },
    ...{ good: '#6fd39a', 'good-pale': '#163022', bad: '#ff9a90', 'bad-pale': '#3a1d1b' },
    ...{ warn: '#f4be74', 'warn-pale': '#35270f' },
  },
} as const;

function declared(colours: Readonly<Record<string, string>>): string {
  return Object.entries(colours)
    .map(([name, value]) => `--${name}:${value}`)
    .join(';');
}

const STYLE = `:root{color-scheme:light dark;${declared(COLOURS.light)}}
@media screen and (prefers-color-scheme:dark){:root{${declared(COLOURS.dark)}}}
*,*::before,*::after{box-sizing:border-box}
html{font:100%/1.5 system-ui,sans-serif;color:var(--text);background:var(--ground);text-size-adjust:100%}
body{max-width:64rem;margin:0 auto;padding:0 clamp(1rem,4vw,2rem) 3rem}
h1,h2{line-height:1.25;margin:0;overflow-wrap:anywhere;text-wrap:balance}
h1{font-size:1.6rem;margin-block:.75rem 1.25rem}
h2{font-size:1.25rem;margin-block-end:.75rem}
p{margin-block:.5rem;overflow-wrap:anywhere}
a{color:var(--accent);text-underline-offset:.2em}
a:hover{color:var(--accent-strong)}
main{outline:none}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:4px}
.skip{position:absolute;inset-inline-start:1rem;inset-block-start:-4rem;padding:.5rem 1rem;background:var(--sheet)}
.skip:focus{inset-block-start:.5rem}
header{display:flex;flex-wrap:wrap;justify-content:space-between;align-items:center;gap:.5rem;min-height:3.5rem}
.home{display:inline-flex;align-items:center;min-height:2.5rem;font-weight:600;color:var(--text);text-decoration:none}
button,.button,input,select{font:inherit;color:inherit;min-height:2.5rem;border:1px solid var(--edge);border-radius:.6rem;background:var(--sheet);max-width:100%}
button,.button{display:inline-flex;align-items:center;padding:.4rem 1.1rem;text-decoration:none;cursor:pointer}
button:hover,.button:hover{border-color:var(--accent);color:var(--accent)}
button.main{border-color:transparent;background:var(--accent);color:var(--on-accent);font-weight:600}
button.main:hover{background:var(--accent-strong)}
button.danger{border-color:transparent;background:var(--bad);color:var(--sheet);font-weight:600}
button.danger:hover{color:var(--sheet);text-decoration:underline}
input,select{padding:.4rem .7rem}
input::placeholder{color:var(--soft);opacity:1}
input[aria-invalid=true]{border-color:var(--bad)}
label{display:block;font-weight:600;margin-block-end:.25rem}
.field{margin-block:1rem}
.field input{width:100%;max-width:26rem}
.address{display:block;padding:.6rem .7rem;border:1px solid var(--edge);border-radius:.6rem;overflow-wrap:anywhere;user-select:all;font-family:ui-monospace,monospace;font-size:.9rem}
.hint{color:var(--soft);font-size:.9rem;margin-block:.25rem 0}
.sheet{padding:clamp(1rem,4vw,1.75rem);margin-block-end:1.5rem;border:1px solid var(--line);border-radius:1rem;background:var(--sheet)}
.sheet>:first-child,.sheet>form>:first-child{margin-block-start:0}
.said,.wrong{padding:.6rem 1rem;border-radius:.6rem}
.said{color:var(--good);background:var(--good-pale)}
.wrong{color:var(--bad);background:var(--bad-pale)}
div.wrong{margin-block:0 1rem}
.counts{display:flex;flex-wrap:wrap;gap:.5rem 2rem;margin:0 0 1rem}
.counts div{display:flex;flex-direction:column-reverse}
.counts dt{color:var(--soft);font-size:.9rem}
.counts dd{margin:0;font-size:1.4rem;font-weight:600;line-height:1.2}
.search{display:flex;flex-wrap:wrap;align-items:end;gap:.75rem;margin-block-end:1rem}
.search .field{margin:0}
.search .field:first-child{flex:1 1 14rem}
.search .field:first-child input{max-width:none}
table{width:100%;border-collapse:collapse;margin-block-end:1rem}
.people{table-layout:fixed;background:var(--sheet);border:1px solid var(--line)}
th,td{padding:.5rem .75rem;text-align:start;vertical-align:top;border-block-end:1px solid var(--line);overflow-wrap:anywhere}
thead th{color:var(--soft);font-size:.9rem;font-weight:600}
tbody th{font-weight:400}
.people th:first-child{width:46%}
.people tbody a{display:inline-block;min-height:1.5rem;font-weight:600}
.people tbody th bdi{color:var(--soft);margin-inline-start:.25rem}
.feeds{table-layout:fixed;margin:0}
.feeds th,.feeds td{padding-inline:0 .5rem}
.trouble td{color:var(--bad);padding-block-start:0}
tr:has(+.trouble)>*{border-block-end:0}
code{font-family:ui-monospace,monospace;font-size:.9em}
.login{display:inline-block;padding:0 .6em;border:1px solid transparent;border-radius:1em}
.login.ok{color:var(--good);background:var(--good-pale)}
.login.lost,.login.none{color:var(--bad);background:var(--bad-pale)}
.login.never{color:var(--warn);background:var(--warn-pale)}
.login.disabled{color:var(--soft);border-color:var(--edge)}
.pages{display:flex;flex-wrap:wrap;align-items:center;gap:.75rem;margin-block-end:1.5rem}
.pages span{color:var(--soft);overflow-wrap:anywhere}
.facts{display:grid;grid-template-columns:auto minmax(0,1fr);gap:.25rem 1rem;margin:0}
.facts dt{color:var(--soft)}
.facts dd{margin:0;overflow-wrap:anywhere}
.actions form{margin-block:.75rem}
.changes{display:flex;flex-wrap:wrap;gap:.75rem}
.choice{display:grid;grid-template-columns:auto minmax(0,1fr);gap:.25rem .6rem;align-items:center}
.choice input{width:1.5rem;min-height:1.5rem;margin:0;accent-color:var(--accent)}
.choice label{margin:0}
.choice .hint{grid-column:2;margin:0}
ul{padding-inline-start:1.25rem}
@media (max-width:32rem){
th,td{padding:.5rem .25rem}
table{font-size:.9rem}
thead th{font-size:.8rem}
.people th:first-child{width:35%}
.people .login{padding:0 .35em;border-radius:.6em}
.feeds th:nth-child(4){width:28%}
.people tbody th bdi{display:block;margin:0}
.facts{grid-template-columns:minmax(0,1fr)}
.facts dd{margin-block-end:.5rem}
}
`;

/** Another name for another text, so that browsers may keep it for ever. */
export const STYLE_PATH = `assets/operator-${createHash('sha256').update(STYLE).digest('hex').slice(0, 8)}.css`;

export function styleAsset(): Asset {
  return assetOf(STYLE_PATH, Buffer.from(STYLE));
}
