// A replay as one page that needs nothing beside itself: no server, no script, no other file.
import { formatDay, formatMinute } from '../../../core/format.ts'
import { sparkline } from '../../../presentation/charts/sparkline.ts'
import { type Child, foreign, type Html, html } from '../../../presentation/html.ts'
import { timeOf } from '../../../presentation/times.ts'
import { standalonePage } from '../../../web/pages/elements/standalone.ts'
import type { Comparison } from '../compare.ts'
import type { ReplayedIncident, ReplayedMessage } from '../outcome.ts'
import { comparisonWords, lastedWords, notes, type Run, spanWords, summary, weeksOf } from './words.ts'

/** `runs` are one or two. */
export function replayPage(runs: readonly Run[], comparison: Comparison | null): string {
  const [one, other] = runs
  const span = one === undefined ? '' : spanWords(one.replay)
  return standalonePage({
    title: `Replay of ${span}`,
    style: OWN_STYLE,
    footer: 'Times are UTC.',
    main: html`<h1>Replay of ${span}</h1>
<p class="lead">What slowburn would have found and whom it would have notified. Nothing was sent.</p>
${other !== undefined && one !== undefined && comparison !== null && sideBySide(one, other, comparison)}
${runs.map(run => section(run, runs.length > 1))}`,
  })
}

const OWN_STYLE = html`
section > h3 { margin: 1.5rem 0 .3rem; }
ul.plain { list-style: none; padding: 0; margin: .8rem 0; }
.message { border-bottom: 1px solid var(--rule); margin: 0; padding: .55rem 0; }
.message summary { color: var(--ink); }
.message .soft { font-size: .875rem; }
.bar { display: block; height: .8rem; min-width: 1px; background: var(--line); border-radius: .1rem; }
td.bars { width: 60%; }
.differences li { margin: .25rem 0; }
`

function sideBySide(one: Run, other: Run, comparison: Comparison): Html {
  const [first = '', ...rest] = comparisonWords(one, other, comparison)
  return html`<section><h2>Side by side</h2>
<ul>${[one, other].map(run => html`<li><b>${foreign(run.name)}</b>: ${summary(run)}.</li>`)}</ul>
<p class="size"><b>${first}</b></p>
<ul class="differences">${rest.map(line => html`<li>${foreign(line, 300)}</li>`)}</ul></section>`
}

function section(run: Run, isNamed: boolean): Html {
  const { incidents, messages } = run.replay
  return html`<section>
<h2>${isNamed ? foreign(run.name) : 'In short'}</h2>
<p>${summary(run)}.</p>
${weeks(run)}
<h3>Incidents</h3>
${incidents.length === 0 ? html`<p class="quietly">None.</p>` : html`<ul class="plain">${incidents.map(one => incident(one, run))}</ul>`}
<h3>Messages</h3>
${messages.length === 0 ? html`<p class="quietly">None.</p>` : messages.map(one => message(one, run))}
<h3>How it was made</h3>
<ul>${notes(run).map(line => html`<li>${foreign(line, 300)}</li>`)}</ul>
</section>`
}

function incident(one: ReplayedIncident, { replay }: Run): Html {
  const { title, what, severity, openedAt, notifiedAt, series, plot } = one
  const others = series.length - 1
  return html`<li class="change ${severity}">
<div class="head"><h3>${foreign(title)}</h3><p class="tags"><span class="tag ${severity}">${severity}</span></p><p class="size"><b class="effect">${what}</b></p></div>
<div class="art">${sparkline(plot, `${title}, ${what}`, { width: 320, height: 64 })}</div>
<div class="rest"><p>Opened <b>${timeOf(openedAt, replay.to)}</b>, ${lastingWords(one)}. ${notifiedAt === null ? 'Nobody was notified.' : html`First notified <b>${timeOf(notifiedAt, replay.to)}</b>.`}</p>
${others > 0 && html`<p class="soft small">With ${others} more series.</p>`}</div>
</li>`
}

function lastingWords(one: ReplayedIncident): string {
  return one.closedAt === null ? 'still stood at the end' : `over after ${lastedWords(one)}`
}

function message({ at, to, channel, subject, text }: ReplayedMessage, { replay }: Run): Html {
  return html`<details class="message"><summary>${foreign(subject, 120)}<br><span class="soft">${timeOf(at, replay.to)} to ${foreign(to, 80)}${channel !== 'email' && html` by ${channel}`}</span></summary>
<pre>${text}</pre></details>`
}

function weeks({ replay }: Run): Child {
  const all = weeksOf(replay)
  const most = Math.max(1, ...all.map(week => week.messages))
  if (all.length < 3) return null
  return html`<table><caption>Messages a week</caption>
<thead><tr><th scope="col">Week of</th><th scope="col" class="number">Incidents</th><th scope="col" class="number">Messages</th><th scope="col"></th></tr></thead>
<tbody>${all.map(
    week =>
      html`<tr><th scope="row" class="fixed" title="${formatMinute(week.at)}">${formatDay(week.at)}</th><td class="number">${week.incidents}</td><td class="number">${week.messages}</td><td class="bars">${week.messages > 0 && html`<span class="bar" style="width:${Math.round((100 * week.messages) / most)}%"></span>`}</td></tr>`,
  )}</tbody></table>`
}
