// Adds up what is read about a change, before it and since, by each label that divides the whole, and has it decomposed.
import type { Sliced } from '../../../core/turns/pause.ts'
import {
  bestOf,
  type Carried,
  carriedBy,
  isMoveOfWork,
  mayBeMoveOfWork,
} from '../../../detection/causes/carriers/carried.ts'
import {
  decompose,
  FEWEST_STRETCHES,
  type Side,
  shareOfMix,
} from '../../../detection/causes/carriers/decompose.ts'
import type { Indicator } from '../../../indicators/indicator.ts'
import { mergeMeasures, startTally, type Tally } from '../../../indicators/tally.ts'
import type { LabelledTally } from '../../../series/cells.ts'
import { OVERFLOW } from '../../../series/grouping.ts'
import type { Series } from '../../../series/series.ts'
import type { Span } from '../../../series/spans.ts'

/** How often what is is cut, for the intervals: longer stretches, fewer of them. */
const STRETCHES = 10
/** Parts that are looked at singly; the others are one. */
const SINGLE = 4
/** A label with more values than these tells single things apart, not kinds of work. */
const MOST_VALUES = 500

export interface Division {
  take(slice: Span & { cells: readonly LabelledTally[] }): void
  end(): Sliced<Found>
}

export interface Found {
  carried: Carried | null
  /** That work moved is all that there is of it, or looks so while that is too new to tell. */
  isMoveOfWork: boolean
}

/** Cells by label, then by stretch, then by value of the label. */
type ByLabel = Map<string, Map<string, Tally>[]>

/** `isEarly`: there is too little for an interval yet, and nothing is named. */
export function divide(
  indicator: Indicator,
  { labels }: Series,
  { were, is, isEarly }: { were: readonly Span[]; is: Span; isEarly: boolean },
): Division {
  const own = Object.entries(labels).filter(([name]) => name !== 'source')
  const sides = [startSide(were, Math.ceil(STRETCHES / were.length)), startSide([is], STRETCHES)] as const
  return {
    take: slice => {
      const found = sides.flatMap(side => {
        const stretch = side.stretchOf(slice)
        return stretch === null ? [] : [{ byLabel: side.byLabel, stretch }]
      })
      if (found.length === 0) return
      for (const { labels: of, tally } of slice.cells) {
        if (own.some(([name, value]) => (of[name] ?? 'unknown') !== value)) continue
        for (const [name, value] of Object.entries(of)) {
          if (name in labels) continue
          for (const { byLabel, stretch } of found) {
            mergeMeasures(tallyIn(byLabel, name, stretch, value), tally, indicator.measures)
          }
        }
      }
    },
    end: () => (isEarly ? earlyEnd : endOfSearch)(indicator, sides[0], sides[1]),
  }
}

interface OpenSide {
  byLabel: ByLabel
  window: Span
  /** Place of the stretch that the whole of a slice lies in, or begins in where it is wider; null: beside all of them. */
  stretchOf(slice: Span): number | null
}

function startSide(spans: readonly Span[], each: number): OpenSide {
  return {
    byLabel: new Map(),
    window: { from: Math.min(...spans.map(({ from }) => from)), to: Math.max(...spans.map(({ to }) => to)) },
    stretchOf: ({ from, to }) => {
      const place = spans.findIndex(span => from >= span.from && to <= span.to)
      const span = spans[place]
      if (span === undefined) return null
      return (
        place * each + Math.min(each - 1, Math.floor(((from - span.from) / (span.to - span.from)) * each))
      )
    },
  }
}

function tallyIn(byLabel: ByLabel, name: string, stretch: number, value: string): Tally {
  const stretches = byLabel.get(name) ?? []
  byLabel.set(name, stretches)
  const values = stretches[stretch] ?? new Map<string, Tally>()
  stretches[stretch] = values
  const tally = values.get(value) ?? startTally()
  values.set(value, tally)
  return tally
}

function* endOfSearch(indicator: Indicator, was: OpenSide, is: OpenSide): Sliced<Found> {
  const found: Carried[] = []
  let isMove = false
  for (const { label, values, parts, sides } of divisionsOf(indicator, was, is)) {
    if (sides.some(({ stretches }) => stretches.length < FEWEST_STRETCHES)) continue
    const decomposition = yield* decompose(indicator, parts, ...sides)
    if (decomposition === null) continue
    const carried = carriedBy(label, decomposition, values)
    // What is looked at together has no name.
    if (carried?.carriers.every(({ part }) => part !== OVERFLOW)) found.push(carried)
    isMove ||= isMoveOfWork(decomposition)
    yield
  }
  // Where one label says that work moved and another names what got worse, something did.
  return { carried: bestOf(found), isMoveOfWork: isMove && found.every(({ by }) => by === 'mix') }
}

function* earlyEnd(indicator: Indicator, was: OpenSide, is: OpenSide): Sliced<Found> {
  for (const { parts, sides } of divisionsOf(indicator, was, is)) {
    const mix = shareOfMix(indicator, parts, ...sides)
    if (mix !== null && mayBeMoveOfWork(mix)) return { carried: null, isMoveOfWork: true }
    yield
  }
  return { carried: null, isMoveOfWork: false }
}

interface ByOneLabel {
  label: string
  /** How many values it has. */
  values: number
  parts: readonly string[]
  sides: readonly [before: Side, after: Side]
}

function* divisionsOf(indicator: Indicator, was: OpenSide, is: OpenSide): Generator<ByOneLabel> {
  for (const label of new Set([...was.byLabel.keys(), ...is.byLabel.keys()])) {
    const [before, after] = [sideOf(was, label), sideOf(is, label)]
    const values = valuesOf(indicator, [before, after])
    if (values.length < 2 || values.length > MOST_VALUES) continue
    const parts = values.length <= SINGLE + 1 ? values : [...values.slice(0, SINGLE), OVERFLOW]
    const single = new Set(parts)
    const sides = [fewer(before, single, indicator), fewer(after, single, indicator)] as const
    yield { label, values: values.length, parts, sides }
  }
}

function sideOf({ byLabel, window }: OpenSide, label: string): Side {
  return { stretches: (byLabel.get(label) ?? []).filter(stretch => stretch !== undefined), window }
}

/** The values of a label, that of most of the work first. */
function valuesOf(indicator: Indicator, sides: readonly Side[]): string[] {
  const sizes = new Map<string, number>()
  for (const { stretches, window } of sides) {
    for (const [value, tally] of stretches.flatMap(stretch => [...stretch])) {
      sizes.set(value, (sizes.get(value) ?? 0) + indicator.estimate(tally, window).n)
    }
  }
  return [...sizes].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).map(([value]) => value)
}

function fewer({ stretches, window }: Side, single: ReadonlySet<string>, { measures }: Indicator): Side {
  return {
    window,
    stretches: stretches.map(stretch => {
      const kept = new Map<string, Tally>()
      for (const [value, tally] of stretch) {
        const name = single.has(value) ? value : OVERFLOW
        const known = kept.get(name) ?? startTally()
        mergeMeasures(known, tally, measures)
        kept.set(name, known)
      }
      return kept
    }),
  }
}
