// How long it takes until what was spent has returned value, with what is still pending counted in.
import { HOUR, SECOND } from '../../core/duration.ts'
import { overAt } from '../../lifecycles/facts.ts'
import type { Lifecycle } from '../../lifecycles/lifecycle.ts'
import { incidenceQuantile } from '../../stats/intervals/aalen-johansen.ts'
import { lifeTableIncidence } from '../../stats/sketches/life-table.ts'
import { addToSketch, binValue, logScale, sketchSize, startSketch } from '../../stats/sketches/log-sketch.ts'
import { answer, insufficient } from '../answer.ts'
import type { Cell, Indicator, Window } from '../indicator.ts'
import { counted, type Distribution } from '../measure.ts'
import { countOf, sketchOf, type Tally } from '../tally.ts'

/** Realisations in the window. With ten the median of an exponential is known to within a factor of two. */
const MINIMUM = 10

/** Ages in milliseconds. */
const scale = logScale(1 / 400)

/** Kept by the moment of the spend: with the age at which an investment ended it is known when that was. */
const spent = counted('roi_spent', lifecycle => (isSound(lifecycle) ? lifecycle.openedAt : null))
const returned = ages('roi_returned', 'realised')
const lost = ages('roi_lost', 'written_off')
/** What was removed at its source was watched until then, and no longer. */
const removed = ages('roi_removed', 'removed')

/** In a view of a window: the ages at which watching began in it, and at which it ended without an end. */
const entered: Distribution = { ...returned, name: 'roi_entered' }
const pending: Distribution = { ...returned, name: 'roi_pending' }

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
  nextActions: {
    level: 'Check between {from} and {until} UTC whether value comes later or is booked later.',
    slope: 'Look through the oldest open investments: write off what will not return, chase what should.',
    missing: 'Check that realised value is still recorded: nothing has been booked.',
  },
  unit: 'seconds',
  family: 'positive',
  goodDirection: 'down',
  kind: 'roi',
  by: [],
  watchedByDefault: true,
  readsStarts: false,
  minimum: MINIMUM,
  // An investment is taken to be made in the middle of its cell, so ends count until half a cell after the window.
  maturity: HOUR,
  measures: [spent, returned, lost, removed],
  view,
  estimate: tally => {
    const n = sketchSize(sketchOf(tally, returned))
    if (n < MINIMUM) return insufficient(n)
    const incidence = lifeTableIncidence(
      {
        entered: sketchOf(tally, entered),
        censored: sketchOf(tally, pending),
        events: sketchOf(tally, returned),
        competing: sketchOf(tally, lost),
      },
      scale,
    )
    const median = incidenceQuantile(incidence, 0.5)
    if (median === null) return insufficient(n)
    const { value, lower, upper } = median
    return answer({ value: value / SECOND, lower: lower / SECOND, upper: upper / SECOND }, n)
  },
}

/** The ages that the investments of a cell had within the window, and how they ended in it. */
function view(cell: Cell, window: Window, into: Tally): void {
  const made = (cell.from + cell.to) / 2
  const from = Math.max(0, window.from - made)
  const to = window.to - made
  if (to <= 0) return
  let open = countOf(cell.tally, spent)
  let atEnd = 0
  for (const [how, as] of [
    [returned, returned],
    [lost, lost],
    [removed, pending],
  ] as const) {
    const { bins, counts } = sketchOf(cell.tally, how)
    for (const [place, bin] of bins.entries()) {
      const count = counts[place] ?? 0
      const age = binValue(bin, scale)
      if (age < from) open -= count
      else if (age < to) {
        addTo(into, as, age, count)
        atEnd += count
      }
    }
  }
  if (open <= 0) return
  addTo(into, entered, from, open)
  if (open > atEnd) addTo(into, pending, to, open - atEnd)
}

function addTo({ sketches }: Tally, { name }: Distribution, age: number, count: number): void {
  const sketch = sketches.get(name) ?? startSketch()
  sketches.set(name, sketch)
  addToSketch(sketch, scale, age, count)
}

function ages(name: string, outcome: string): Distribution {
  return {
    type: 'distribution',
    name,
    scale,
    at: lifecycle => (lifecycle.outcome === outcome && isSound(lifecycle) ? lifecycle.openedAt : null),
    value: lifecycle => (overAt(lifecycle) ?? 0) - (lifecycle.openedAt ?? 0),
  }
}

/** One that ended before it began is a fault of clocks, and is left out. */
function isSound(lifecycle: Lifecycle): boolean {
  const { openedAt } = lifecycle
  return openedAt !== null && openedAt <= (overAt(lifecycle) ?? openedAt)
}
