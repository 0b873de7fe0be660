// The one stylesheet, served from memory. Its address carries its digest, so that browsers may keep it.
import { createHash } from 'node:crypto'

export const STYLESHEET = `
:root {
  color-scheme: light dark;
  --paper: #fcfcfa; --sheet: #ffffff; --ink: #1b1d21; --soft: #575c66; --rule: #dcdcd6; --faint: #f1f1ec;
  --link: #0a4f9c; --page: #b3201a; --watch: #875200; --good: #17693a; --focus: #0a4f9c;
  --page-wash: #fdecea; --watch-wash: #fbf1dd; --good-wash: #e6f4ea;
  --line: #2b3036; --band: #dcecdf; --onset: #f6d89b; --bounds: #c3cdd9; --raw: #8f99a5; --release: #5b3fa0;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #121417; --sheet: #191c20; --ink: #e8e9eb; --soft: #a5abb5; --rule: #31363d; --faint: #1f2328;
    --link: #8fbfff; --page: #ff9189; --watch: #efbd5c; --good: #7fd69b; --focus: #8fbfff;
    --page-wash: #3a1d1c; --watch-wash: #362a12; --good-wash: #16301f;
    --line: #dfe2e6; --band: #1c3326; --onset: #64490f; --bounds: #3d4855; --raw: #76818e; --release: #b9a3f0;
  }
}
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0 auto; padding: 0 1.25rem 2rem; max-width: 72rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.45 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif;
  overflow-wrap: anywhere; font-variant-numeric: tabular-nums;
}
a { color: var(--link); text-underline-offset: .15em; text-decoration-thickness: .06em; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; border-radius: 2px; }
main:focus { outline: none; }
.skip { position: absolute; left: -100vw; top: .5rem; background: var(--sheet); padding: .5rem .75rem; z-index: 1; }
.skip:focus { left: .5rem; }

.top { display: flex; flex-wrap: wrap; align-items: baseline; gap: .25rem 1.5rem; padding: .9rem 0 .7rem; border-bottom: 1px solid var(--rule); }
.brand { font-weight: 700; letter-spacing: -.01em; color: var(--ink); text-decoration: none; }
.top nav { display: flex; flex-wrap: wrap; gap: 0 1.1rem; }
.top nav a { color: var(--soft); text-decoration: none; padding: .2rem 0; white-space: nowrap; overflow-wrap: normal; }
.top nav a:hover { color: var(--ink); text-decoration: underline; }
.top nav a[aria-current] { color: var(--ink); font-weight: 600; box-shadow: 0 2px 0 var(--ink); }
footer { margin-top: 3rem; padding-top: .8rem; border-top: 1px solid var(--rule); color: var(--soft); font-size: .875rem; }
footer a { margin-left: .8rem; }

h1 { font-size: 1.75rem; line-height: 1.2; letter-spacing: -.018em; font-weight: 700; margin: 1.6rem 0 .35rem; text-wrap: balance; }
h2 { font-size: 1.0625rem; line-height: 1.3; margin: 2.4rem 0 .5rem; font-weight: 650; }
h2 .count { color: var(--soft); font-weight: 400; }
h3 { font-size: 1.0625rem; line-height: 1.3; margin: 0; font-weight: 650; }
p { margin: .35rem 0; text-wrap: pretty; }
.lead { font-size: 1.0625rem; max-width: 44rem; }
.lead + table { margin-top: .8rem; }
.soft, .asof { color: var(--soft); }
.asof { font-size: .9375rem; margin: 0; }
.small { font-size: .875rem; }
code { font: .8125rem/1.4 ui-monospace, 'SF Mono', Menlo, Consolas, 'Liberation Mono', monospace; }
.alarm { list-style: none; margin: .8rem 0 0; padding: .5rem .8rem; border-left: .25rem solid var(--watch); background: var(--watch-wash); }
.alarm li + li { margin-top: .3rem; }

.tag { display: inline-block; font-size: .75rem; line-height: 1; font-weight: 650; letter-spacing: .02em; padding: .22rem .4rem .24rem; border-radius: .2rem; white-space: nowrap; background: var(--faint); color: var(--soft); vertical-align: .1em; }
.tag.page, .tag.firing, .tag.down, .tag.dead { background: var(--page-wash); color: var(--page); }
.tag.watch, .tag.pending, .tag.attempting { background: var(--watch-wash); color: var(--watch); }
.tag.better, .tag.accepted, .tag.resolved, .tag.up { background: var(--good-wash); color: var(--good); }

.changes { list-style: none; margin: 0; padding: 0; border-top: 1px solid var(--rule); }
.change { display: grid; grid-template: 'head art' auto 'rest art' 1fr / minmax(0, 1fr) 19rem; gap: 0 2rem; padding: .7rem 0 .75rem .95rem; border-bottom: 1px solid var(--rule); box-shadow: inset .25rem 0 0 var(--soft); }
.change .head { grid-area: head; display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0 1rem; align-items: baseline; }
.change .head .size { grid-column: 1 / -1; }
.change .art { grid-area: art; align-self: center; }
.change .rest { grid-area: rest; font-size: .9375rem; }
.change.page { box-shadow: inset .25rem 0 0 var(--page); }
.change.watch { box-shadow: inset .25rem 0 0 var(--watch); }
.change.better { box-shadow: inset .25rem 0 0 var(--good); }
.change .rest .small a { color: inherit; }
h4 { font-size: .9375rem; margin: .5rem 0 0; font-weight: 550; }
.causes ul { margin: 0; padding: 0 0 0 1.1rem; }
.causes p { margin: 0; }
.change h3 a { color: var(--ink); text-decoration: none; }
.change h3 a:hover { text-decoration: underline; }
.change .labels { font-weight: 400; color: var(--soft); }
.size { font-size: 1.1875rem; line-height: 1.35; margin: .1rem 0; }
.size b { font-weight: 650; }
.page .size .effect { color: var(--page); }
.watch .size .effect { color: var(--watch); }
.better .size .effect { color: var(--good); }
.size .range { font-size: .9375rem; color: var(--soft); }
.change p { margin: .1rem 0; }
.incident .because { margin: .15rem 0 0; }
.incident summary { font-size: .9375rem; }
.symptoms { margin: .3rem 0; padding: 0 0 0 1.1rem; font-size: .9375rem; }
.fold > summary h2 { display: inline-block; }
.change .tags { display: flex; flex-wrap: wrap; gap: .35rem; }
.change .tags a { text-decoration: none; }
.quietly { padding: .9rem 0; border-top: 1px solid var(--rule); border-bottom: 1px solid var(--rule); color: var(--soft); }

svg { display: block; max-width: 100%; }
.change .rest b { font-weight: 550; }
.art svg { width: 100%; height: auto; }
svg .band { fill: var(--band); }
svg .onset { fill: var(--onset); }
svg .release { fill: var(--release); stroke: var(--paper); stroke-width: .8; }
svg .onset-mark { stroke: var(--watch); stroke-width: 1; stroke-dasharray: 3 2; }
svg .line { fill: none; stroke: var(--line); stroke-width: 1.5; stroke-linejoin: round; stroke-linecap: round; vector-effect: non-scaling-stroke; }
svg .raw { fill: none; stroke: var(--raw); stroke-width: .75; stroke-linejoin: round; vector-effect: non-scaling-stroke; }
svg circle.line { fill: var(--line); stroke: none; }
svg circle.raw { fill: var(--raw); stroke: none; }
svg.chart .onset { opacity: .65; }
svg .last { fill: var(--link); }
svg text { fill: var(--soft); font: 12px system-ui, -apple-system, 'Segoe UI', Roboto, Arial, sans-serif; }
svg .regime { stroke-width: 2.5; stroke-linecap: round; }
svg .regime.worse { stroke: var(--page); } svg .regime.better { stroke: var(--good); } svg .regime.neutral { stroke: var(--link); }
svg text.worse { fill: var(--page); } svg text.better { fill: var(--good); } svg text.neutral { fill: var(--link); }
svg text.reached { font-size: 13.8px; }
svg text.onset-name { fill: var(--watch); }
svg .limit { stroke: var(--page); stroke-width: 1.2; stroke-dasharray: 6 4; }
svg text.limit-name { fill: var(--page); }
svg .gap { fill: var(--faint); }
svg text.halo { paint-order: stroke; stroke: var(--paper); stroke-width: 4; stroke-linejoin: round; }
svg .axis { stroke: var(--raw); }
svg .nothing { stroke: var(--rule); stroke-dasharray: 2 3; }
svg .bounds { fill: var(--bounds); opacity: .7; }
svg .grid { stroke: var(--rule); stroke-width: 1; }
figure { margin: 1rem 0; }
figcaption { font-size: .875rem; color: var(--soft); margin-top: .4rem; display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; }
.key { display: inline-flex; align-items: center; gap: .4rem; }
.key svg { flex: none; }
.keys { display: contents; }
.chart.narrow, .keys.narrow { display: none; }

table { border-collapse: collapse; width: 100%; font-size: .9375rem; }
caption { text-align: left; color: var(--soft); padding: .2rem 0 .4rem; font-size: .875rem; }
th { text-align: left; font-weight: 550; color: var(--soft); font-size: .8125rem; padding: .3rem 1rem .35rem 0; border-bottom: 1px solid var(--rule); vertical-align: bottom; }
td, tbody th { padding: .42rem 1rem .42rem 0; border-bottom: 1px solid var(--rule); vertical-align: middle; }
tbody th { font-size: inherit; color: inherit; font-weight: 400; }
td:last-child, th:last-child { padding-right: 0; }
.number { text-align: right; white-space: nowrap; }
td .spark { margin: -.15rem 0; }
.fixed { white-space: nowrap; }
td p { margin: .15rem 0; }

dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .3rem 1.4rem; margin: .8rem 0; }
dt { color: var(--soft); }
dd { margin: 0; }
form.find { display: flex; gap: .5rem; margin: .6rem 0 .8rem; max-width: 30rem; }
input[type=search], input[type=text], input[type=password], textarea { flex: 1; min-width: 0; font: inherit; color: inherit; background: var(--sheet); border: 1px solid var(--soft); border-radius: .25rem; padding: .4rem .6rem; }
form.act { margin: 1rem 0; }
form.act input[type=text] { flex: none; width: 9rem; font-size: 1.25rem; letter-spacing: .08em; }
select { font: inherit; color: inherit; background: var(--sheet); border: 1px solid var(--soft); border-radius: .25rem; padding: .4rem .6rem; }
.code { font-size: 1.25rem; letter-spacing: .05em; white-space: nowrap; }
section.panel { margin: 1.3rem 0; padding: .9rem 1.1rem 1rem; background: var(--sheet); border: 1px solid var(--rule); border-radius: .4rem; }
section.panel.narrow { max-width: 32rem; }
section.panel h2 { margin: 0 0 .4rem; }
.panel p { margin: .5rem 0; }
.panel label { display: block; font-size: .875rem; font-weight: 550; margin-bottom: .2rem; }
.panel label.skip { margin: 0; }
.panel input[type=text], .panel input[type=password], .panel textarea { width: 100%; max-width: 32rem; display: block; }
.panel textarea { font: .875rem/1.5 ui-monospace, 'SF Mono', Menlo, Consolas, 'Liberation Mono', monospace; resize: vertical; }
.panel input.short { max-width: 8rem; }
.fields { display: flex; flex-wrap: wrap; gap: 0 1rem; max-width: 32rem; }
.fields .wide { flex: 1 1 14rem; }
.buttons { display: flex; flex-wrap: wrap; gap: .6rem .8rem; align-items: center; margin: .8rem 0 .3rem; }
.joined { display: inline-flex; }
.joined select { border-radius: .25rem 0 0 .25rem; border-right: 0; }
.joined button { border-radius: 0 .25rem .25rem 0; }
form.whoami { margin: .7rem 0 0; padding-top: .6rem; border-top: 1px solid var(--rule); }
button.main, a.button { background: var(--link); border: 1px solid var(--link); color: var(--paper); font-weight: 600; }
a.button { display: inline-block; padding: .4rem .9rem; border-radius: .25rem; text-decoration: none; margin-right: .4rem; }
button.plain { border: 0; background: none; padding: .2rem .1rem; color: var(--link); text-decoration: underline; font-size: .875rem; text-underline-offset: .15em; }
button:hover, a.button:hover { filter: brightness(.94); }
code.matcher { display: inline-block; background: var(--faint); border-radius: .2rem; padding: .1rem .35rem; margin: .1rem .2rem .1rem 0; }
::placeholder { color: var(--soft); opacity: 1; }
button { white-space: nowrap; font: inherit; color: var(--ink); background: var(--faint); border: 1px solid var(--soft); border-radius: .25rem; padding: .4rem .9rem; cursor: pointer; }
.pager { display: flex; gap: 1.5rem; margin: 1rem 0; }
details { margin: 1rem 0; }
summary { cursor: pointer; color: var(--link); }
iframe.letter { display: block; margin-top: .7rem; width: 100%; height: 70vh; min-height: 24rem; border: 1px solid var(--rule); border-radius: .25rem; background: #ffffff; color-scheme: light; }
iframe.letter.tall { height: 60rem; }
iframe.letter + h3 { margin-top: 1.4rem; }
.kinds { display: flex; flex-wrap: wrap; gap: .35rem .5rem; list-style: none; margin: .8rem 0 0; padding: 0; }
.kinds a { display: block; padding: .25rem .6rem; border: 1px solid var(--rule); border-radius: 1rem; background: var(--sheet); color: var(--ink); text-decoration: none; font-size: .9375rem; }
.kinds a:hover { border-color: var(--soft); }
.kinds a[aria-current] { background: var(--ink); border-color: var(--ink); color: var(--paper); }
pre { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--faint); padding: .9rem; border-radius: .25rem; font: .8125rem/1.5 ui-monospace, 'SF Mono', Menlo, Consolas, 'Liberation Mono', monospace; }

@media (max-width: 46rem) {
  body { padding: 0 1rem 2rem; }
  h1 { font-size: 1.4375rem; margin-top: 1.2rem; }
  .change { grid-template: 'head' auto 'art' auto 'rest' auto / minmax(0, 1fr); gap: .35rem; }
  .change .head { grid-template-columns: minmax(0, 1fr); gap: .25rem; }
  .change.incident { gap: .1rem; padding: .45rem 0 .45rem .7rem; }
  .incident .head { grid-template-columns: minmax(0, 1fr) auto; gap: 0 .5rem; }
  .incident .size { font-size: 1rem; }
  .incident .size .range { display: none; }
  .incident .art svg { height: 2rem; }
  .incident .rest, .incident summary { font-size: .875rem; line-height: 1.3; }
  .chart.wide, .keys.wide { display: none; }
  .keys.narrow { display: contents; }
  .chart.narrow { display: block; }
  .top nav a, footer a { padding: .45rem 0; }
  footer a { margin: 0 1rem 0 0; display: inline-block; }
  .stack thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .stack tr { display: grid; grid-template-columns: minmax(0, 1fr) fit-content(45%); gap: .1rem 1rem; padding: .6rem 0; border-bottom: 1px solid var(--rule); align-items: center; }
  .stack td, .stack tbody th { border: 0; padding: 0; }
  .stack .full { grid-column: 1 / -1; }
  .stack .number { text-align: left; white-space: normal; }
  dl { grid-template-columns: minmax(0, 1fr); gap: 0; }
  dd { margin-bottom: .5rem; }
}
@media print {
  body { max-width: none; padding: 0; font-size: 10pt; background: #ffffff; color: #000000; }
  .top nav, .kinds, .skip, footer, form.find, .pager, section.panel { display: none; }
  .change, tr, figure { break-inside: avoid; }
  a { color: inherit; text-decoration: none; }
  svg .band, svg .onset, svg .bounds, .tag, .change { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
@media (forced-colors: active) {
  svg .line, svg .onset-mark, svg .grid { stroke: CanvasText; }
  svg .release { fill: CanvasText; }
  .tag { border: 1px solid; }
}
`

const digest = createHash('sha256').update(STYLESHEET).digest('hex').slice(0, 12)

export const STYLESHEET_URL = `/style-${digest}.css`
