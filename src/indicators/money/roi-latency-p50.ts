// How long it takes until what was spent has returned value, with what is still pending counted in.
import { SECOND } from '../../core/duration.ts'
import type { Lifecycle } from '../../lifecycles/lifecycle.ts'
import { cumulativeIncidence, incidenceQuantile, type Spell } from '../../stats/intervals/aalen-johansen.ts'
import type { Indicator, Window } from '../indicator.ts'
import { answer, insufficient } from '../window.ts'

/** Realisations in the window. With ten the median of an exponential is known to within a factor of two. */
const MINIMUM = 10

/**
 * A period life table, as actuaries make it for a calendar year. Every investment that is open in the window
 * is at risk at the ages that it has within the window, so nothing waits for a cohort to ripen and windows
 * share no data. The value is the age by which half of all investments have realised, by Aalen and Johansen:
 * one that is written off never realises, and one that is pending may yet. It declines where the table stays
 * below one half (too much is written off) or has a hole before it gets there.
 */
export const roiLatencyP50: Indicator = {
  name: 'roi_latency_p50',
  help: 'Age by which half of the investments have realised value, at the rates of the window.',
  unit: 'seconds',
  family: 'positive',
  goodDirection: 'down',
  kind: 'roi',
  by: [],
  watchedByDefault: true,
  readsStarts: false,
  minimum: MINIMUM,
  maturity: 0,
  estimate: window => {
    const spells = window.lifecycles
      .map(lifecycle => spellOf(lifecycle, window))
      .filter(spell => spell !== null)
    const n = spells.filter(spell => spell.end === 'event').length
    if (n < MINIMUM) return insufficient(n)
    const median = incidenceQuantile(cumulativeIncidence(spells), 0.5)
    return median === null ? insufficient(n) : answer(median, n)
  },
}

/**
 * The ages, in seconds, at which a lifecycle was watched: an age belongs to the window while
 * `from <= openedAt + age < to`. Times are whole milliseconds, so half of one separates the two cases at
 * each edge.
 */
function spellOf({ openedAt, endedAt, outcome, measures }: Lifecycle, window: Window): Spell | null {
  if (openedAt === null || openedAt >= window.to) return null
  if (endedAt !== null && (endedAt < openedAt || endedAt < window.from)) return null
  const entry = (Math.max(0, window.from - openedAt) - 0.5) / SECOND
  if (endedAt === null || endedAt >= window.to) {
    // What was removed at its source was watched until then, and no longer.
    const watchedTo = endedAt === null ? Math.min(window.to, measures.removed_at ?? window.to) : window.to
    if (watchedTo <= Math.max(openedAt, window.from)) return null
    return { entry, exit: (watchedTo - openedAt - 0.5) / SECOND, end: 'censored' }
  }
  const end = outcome === 'realised' ? 'event' : 'competing'
  return { entry, exit: (endedAt - openedAt) / SECOND, end }
}
