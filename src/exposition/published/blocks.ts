// The series that have samples of their own, in blocks of one indicator: so many are asked about, compared and written at once. What is written of a
// series is kept once for all metrics.
import type { Labels } from '../../core/series-key.ts'
import { grouped, type Sliced } from '../../core/turns/pause.ts'
import { seriesLabelText } from '../labels.ts'
import type { ExposedSeries } from '../series-state.ts'

export interface Block {
  readonly indicator: string
  /** Of each series, as whoever keeps the series has them. */
  readonly labels: readonly Labels[]
  /** The same as they are written: `task_type="build"`, nothing of a series without labels. It is the same list for as long as all of them are. */
  readonly texts: readonly string[]
}

/** A block with its series as they are in a snapshot. */
export interface Filled {
  readonly block: Block
  readonly series: readonly ExposedSeries[]
}

export interface Blocks {
  readonly filled: readonly Filled[]
  /** What two series of an indicator are both written as, of which the first is kept; null where all differ. */
  readonly twice: string | null
}

/** Of a metric they are some tens of kilobytes of lines. */
export const MOST_SERIES = 512

/** Together they are in the order of their indicators. What is the same as in `before` is taken from there. */
export function* blocksOf(series: readonly ExposedSeries[], before: readonly Block[]): Sliced<Blocks> {
  const filled: Filled[] = []
  let twice: string | null = null
  const known = Map.groupBy(before, ({ indicator }) => indicator)
  for (const [indicator, all] of yield* grouped(series, one => one.indicator.name)) {
    const old = known.get(indicator) ?? []
    const distinct = yield* distinctOf(all, rememberedIn(old))
    twice ??= distinct.twice
    for (let from = 0; from < distinct.series.length; from += MOST_SERIES) {
      const [some, texts] = [distinct.series, distinct.texts].map(list =>
        list.slice(from, from + MOST_SERIES),
      ) as [ExposedSeries[], string[]]
      const labels = some.map(one => one.labels)
      filled.push({
        block: { indicator, labels, texts: sameOr(old[from / MOST_SERIES]?.texts, texts) },
        series: some,
      })
      yield
    }
  }
  return { filled, twice }
}

interface Distinct {
  series: ExposedSeries[]
  texts: string[]
  twice: string | null
}

function* distinctOf(all: readonly ExposedSeries[], textOf: (labels: Labels) => string): Sliced<Distinct> {
  const found: Distinct = { series: [], texts: [], twice: null }
  const seen = new Set<string>()
  for (const one of all) {
    const text = textOf(one.labels)
    if (seen.has(text)) {
      found.twice ??= text
      continue
    }
    seen.add(text)
    found.texts.push(text)
    if (found.series.push(one) % MOST_SERIES === 0) yield
  }
  return found
}

/** The text of labels, which is that of the last time where they are the same object. Mostly they are asked for in the same order. */
function rememberedIn(blocks: readonly Block[]): (labels: Labels) => string {
  const known = blocks.flatMap(({ labels }) => labels)
  const texts = blocks.flatMap(block => block.texts)
  let places: Map<Labels, number> | null = null
  let next = 0
  return labels => {
    if (known[next] !== labels) {
      places ??= new Map(known.map((one, place) => [one, place]))
      next = places.get(labels) ?? known.length
    }
    return texts[next++] ?? seriesLabelText(labels)
  }
}

function sameOr(before: readonly string[] | undefined, now: readonly string[]): readonly string[] {
  return before?.length === now.length && before.every((text, place) => text === now[place]) ? before : now
}
