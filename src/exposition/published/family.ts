// A family of gauges as it is published: its text, which is kept, and its samples as data, which are made from it for whoever asks.
import { type FamilyData, type GaugeBuilder, gaugeData, type Sample } from '../family.ts'
import { keptBytes } from '../formats/kept.ts'
import { renderGauges } from '../formats/text.ts'
import { joinLabels, type LabelSet, labelSet, labelSetWithin, NO_LABELS } from '../labels.ts'
import type { MetricFamily } from '../metric.ts'
import { type Column, isNamed, type Part } from './column.ts'

export interface PublishedFamily {
  readonly family: MetricFamily
  /** Head, lines and an empty line, as the text format has them; nothing where there is no sample. Never written to again. */
  readonly text: Buffer
  /** Null where its samples are not those of series. */
  readonly column: Column | null
  data(read: ReadLabels): FamilyData
}

/** The label sets of series from how they are written: the same list for the same list. */
export type ReadLabels = (texts: readonly string[]) => readonly LabelSet[]

/** Remembers all, for as long as it is remembered itself: all metrics speak of the same series. */
export function readingLabels(): ReadLabels {
  const known = new Map<readonly string[], readonly LabelSet[]>()
  return texts => {
    const found = known.get(texts) ?? texts.map(labelSetWithin)
    known.set(texts, found)
    return found
  }
}

export function publishedColumn(family: MetricFamily, column: Column): PublishedFamily {
  const data = (read: ReadLabels): FamilyData =>
    gaugeData({ family, samples: column.parts.flatMap(part => samplesOf(family, part, read)) })
  return { family, text: column.text, column, data }
}

export function publishedSamples({ family, samples }: GaugeBuilder): PublishedFamily {
  const text = samples.length === 0 ? Buffer.alloc(0) : keptBytes(`${renderGauges([{ family, samples }])}\n`)
  return { family, text, column: null, data: () => gaugeData({ family, samples }) }
}

/** The samples of a block. */
function samplesOf(family: MetricFamily, part: Part, read: ReadLabels): Sample[] {
  const { indicator, texts, values, about } = part
  const named = isNamed(family) ? labelSet({ indicator }) : NO_LABELS
  const own = read(texts)
  const samples: Sample[] = []
  for (const [place, value] of values.entries()) {
    if (Number.isNaN(value)) continue
    const more = labelSetWithin((about?.[place] ?? '').slice(0, -1))
    samples.push({ value, labels: joinLabels(joinLabels(named, more), own[place] ?? NO_LABELS) })
  }
  return samples
}
