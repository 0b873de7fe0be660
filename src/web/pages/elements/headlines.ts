// The headline of the first page, and what is said in place of a drawing or a value.
import type { Millis } from '../../../core/clock.ts'
import { formatValue } from '../../../core/format.ts'
import type { Assessment } from '../../../presentation/change/assessment.ts'
import type { Plot } from '../../../presentation/charts/plot.ts'
import { releasesOn } from '../../../presentation/charts/release-marks.ts'
import { coverageGap } from '../../../presentation/series-words.ts'
import { ago, shortTime } from '../../../presentation/times.ts'
import { assessmentOfIncident } from '../../../queries/incidents.ts'
import type { Overview, SeriesIdentity, SeriesRow } from '../../../queries/views.ts'

/** What a screen reader says in place of a drawing. */
export function plotDescription(plot: Plot, { unit }: SeriesIdentity, now: Millis): string {
  const values = plot.points.flatMap(({ value }) => (value === null ? [] : [value]))
  const first = plot.points[0]
  const last = plot.points.at(-1)
  if (first === undefined || last === undefined || values.length === 0) return 'No values yet'
  const low = values.reduce((a, b) => Math.min(a, b))
  const high = values.reduce((a, b) => Math.max(a, b))
  const lastValue = values.at(-1) ?? 0
  const band = plot.band.at(-1)
  return [
    `From ${shortTime(first.at, now)} to ${shortTime(last.at, now)}: lowest ${formatValue(low, unit)}`,
    `highest ${formatValue(high, unit)}`,
    `last ${formatValue(lastValue, unit)}`,
    ...(band === undefined
      ? []
      : [`normal ${formatValue(band.lower, unit)} to ${formatValue(band.upper, unit)}`]),
    ...releaseWords(plot),
    ...(plot.onset === null ? [] : [`changed about ${shortTime(plot.onset.value, now)}`]),
  ].join(', ')
}

function releaseWords(plot: Plot): string[] {
  const { length } = releasesOn(plot)
  return length === 0 ? [] : [length === 1 ? '1 release' : `${length} releases`]
}

/** Why a series says less than it might; null where it says all. */
export function statusReason({ series, status, silence, last }: SeriesRow, minimum?: number): string | null {
  const reasons = [
    ...(status.name === 'warming' ? [warmingWords(status.have, status.need)] : []),
    ...(status.name === 'quiet' ? status.coverageGaps.map(gap => coverageGap(gap, series.bucket)) : []),
    ...(silence === null ? [] : [`last bucket ${silenceWords(silence, last?.n ?? 0, minimum)}`]),
  ]
  return reasons.length === 0 ? null : reasons.join('; ')
}

function warmingWords(have: number, need: number): string {
  return need === 0 ? 'no bucket closed yet' : `${have} of ${need} points`
}

function silenceWords(silence: 'insufficient' | 'stale', n: number, minimum?: number): string {
  if (silence === 'stale') return 'stale'
  return minimum === undefined ? `insufficient (n ${n})` : `insufficient (n ${n} of ${minimum})`
}

/** The first thing that a person on call reads. */
export function headline(overview: Overview): string {
  const { now, lastTickAt, tickFault, staleAfter, incidents, counts } = overview
  if (lastTickAt === null) {
    return `The first tick ${tickFault === null ? 'is still running' : 'has failed'}; nothing is known yet.`
  }
  if (now - lastTickAt > staleAfter) {
    return `Nothing has been evaluated since ${shortTime(lastTickAt, now)} (${ago(lastTickAt, now)}); what follows is old.`
  }
  if (tickFault !== null) return `The last tick failed; what follows is of ${shortTime(lastTickAt, now)}.`
  const of = (assessment: Assessment): number =>
    incidents.filter(incident => assessmentOfIncident(incident) === assessment).length
  const [worse, better, neutral] = [of('worse'), of('better'), of('neutral')]
  const [unseen, half] = [unseenWords(overview), halfReadWords(overview)]
  const changed = [
    ...(worse > 0 ? [worse === 1 ? '1 problem' : `${worse} problems`] : []),
    ...(better > 0 ? [better === 1 ? '1 is getting better' : `${better} are getting better`] : []),
    ...(neutral > 0 ? [neutral === 1 ? '1 has changed' : `${neutral} have changed`] : []),
  ]
  const parts = [...[unseen, half].filter(words => words !== null), ...changed]
  const known = half !== null ? 'what was read so far' : unseen !== null ? 'what can be seen' : null
  const rest =
    known === null ? restWords(counts, changed.length > 0) : knownWords(known, counts, changed.length > 0)
  return `${[parts.join(', '), rest].filter(words => words !== '').join('; ')}.`
}

/** What cannot be seen comes first: what is silent there is not quiet. */
function unseenWords({ sources, now }: Overview): string | null {
  const spots = sources.flatMap(({ name, up, lastSuccessAt, problems }) => {
    if (!up) return [{ what: `source ${name}`, since: lastSuccessAt }]
    const places = new Map(
      problems.flatMap(({ blind }) =>
        blind === undefined
          ? []
          : [[`${blind.unfed ? '' : `${blind.what ?? 'table'} `}${blind.table}`, blind.since]],
      ),
    )
    return [...places].map(([place, since]) => ({ what: `${place} of ${name}`, since }))
  })
  const [first] = spots
  if (first === undefined) return null
  const more = spots.length === 1 ? '' : ` and ${spots.length - 1} more`
  const since = first.since === null ? '' : ` since ${shortTime(first.since, now)}`
  return `Cannot see ${first.what}${more}${since}`
}

/** What changed in the rest of a history is not known yet. */
function halfReadWords({ sources }: Overview): string | null {
  const [first, ...more] = sources.filter(({ halfRead }) => halfRead)
  if (first === undefined) return null
  return `The history of ${first.name}${more.length === 0 ? ' is' : ` and ${more.length} more are`} still being read`
}

/** Of what alone anything can be said. `after`: what changed in it has been said. */
function knownWords(known: string, { quiet, warming }: Overview['counts'], after: boolean): string {
  if (quiet > 0) return `${after ? 'the rest of ' : ''}${known} is quiet`
  return warming > 0 ? 'what is normal is still being learned' : 'nothing else is watched yet'
}

/** Empty: of the rest there is nothing to say. Nothing is called quiet where no series is. */
function restWords({ quiet, warming }: Overview['counts'], after: boolean): string {
  if (warming > 0 && quiet === 0) return `${after ? 'the rest is still' : 'Still'} learning what is normal`
  if (after && quiet === 0) return ''
  if (after) return `everything else is quiet${warming > 0 ? ' or still learning' : ''}`
  if (quiet === 0) return 'No series yet'
  return warming > 0 ? `All is quiet, and ${warming} series are still learning` : 'All is quiet'
}
