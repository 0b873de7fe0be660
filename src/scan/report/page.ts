// A scan as one page, with a picture of each change.
import { sparkline } from '../../presentation/charts/sparkline.ts'
import { foreign, type Html, html } from '../../presentation/html.ts'
import { standalonePage } from '../../web/pages/elements/standalone.ts'
import type { DriftedSeries } from '../drift.ts'
import type { Scan } from '../scan.ts'
import type { Story } from '../stories.ts'
import {
  changeWords,
  headWords,
  nameOf,
  noteWords,
  sinceWords,
  togetherWords,
  verdictWords,
} from './words.ts'

/** Members of a story that are drawn; of further ones the number is said. */
const DRAWN = 12

export function scanPage(scan: Scan): string {
  const notes = noteWords(scan)
  return standalonePage({
    title: 'What has changed',
    style: OWN_STYLE,
    footer: 'Times are UTC. That changes began together is no proof of one cause.',
    main: html`<h1>What has changed</h1>
<p class="lead">${foreign(scan.server)}: ${headWords(scan)}.</p>
<p><b>${verdictWords(scan)}</b></p>
<ol class="plain">${scan.stories.map(one => story(one, scan))}</ol>
${notes.length > 0 && html`<h2>What was left out</h2><ul>${notes.map(line => html`<li>${foreign(line, 400)}</li>`)}</ul>`}`,
  })
}

const OWN_STYLE = html`
ol.plain { list-style: none; padding: 0; margin: .8rem 0; }
.change h3 { overflow-wrap: anywhere; }
details.members { margin: 0 0 1rem; }
`

function story({ members, shared }: Story, scan: Scan): Html {
  const [first, ...others] = members
  const together = togetherWords({ members, shared })
  const drawn = others.slice(0, DRAWN)
  return html`<li>${first !== undefined && change(first, scan)}${
    together !== null &&
    html`<details class="members"><summary>${foreign(together, 300)}</summary>${drawn.map(one => change(one, scan))}${
      others.length > drawn.length && html`<p class="soft">And ${others.length - drawn.length} more.</p>`
    }</details>`
  }</li>`
}

function change(one: DriftedSeries, { step }: Scan): Html {
  const { drift, values, start, others } = one
  const points = Array.from(values, (value, i) => ({
    at: start + i * step,
    value: Number.isNaN(value) ? null : value,
  }))
  const plot = { points, bucket: step, band: [], onset: drift.onset }
  const words = changeWords(one)
  return html`<div class="change">
<div class="head"><h3>${foreign(nameOf(one), 300)}</h3><p class="size"><b class="effect">${words}</b></p></div>
<div class="art">${sparkline(plot, words, { width: 320, height: 64 })}</div>
<div class="rest"><p>${sinceWords(drift)}</p>${others > 0 && html`<p class="soft small">${others} more of its changes stand.</p>`}</div>
</div>`
}
