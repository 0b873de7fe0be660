// What is published, in each format: written when it is first asked for, and once. Both formats of text share the lines; of protobuf the bytes of
// blocks that have not changed are those of the last publication.
import type { Format } from '../formats/accept.ts'
import { openMetricsHead } from '../formats/open-metrics.ts'
import {
  familyHead,
  type WrittenLabels,
  writeFamily,
  writeGauge,
  writtenLabels,
} from '../formats/protobuf.ts'
import { pauseOfScrape, SharedPart } from '../formats/scrape.ts'
import { renderHead } from '../formats/text.ts'
import { Wire } from '../formats/wire.ts'
import { type LabelSet, labelSet, labelSetWithin } from '../labels.ts'
import type { MetricFamily } from '../metric.ts'
import { isNamed, type Part } from './column.ts'
import { type PublishedFamily, readingLabels } from './family.ts'

export interface Parts {
  in(format: Format): Promise<SharedPart>
}

/** What has been written in protobuf, for as long as it is published: of blocks, and of the labels of their series. */
export interface WrittenBlocks {
  readonly blocks: WeakMap<Part, Buffer>
  readonly labels: WeakMap<readonly string[], WrittenLabels>
}

export function nothingWritten(): WrittenBlocks {
  return { blocks: new WeakMap(), labels: new WeakMap() }
}

export function partsOf(families: readonly PublishedFamily[], written: WrittenBlocks): Parts {
  const known = new Map<Format, Promise<SharedPart>>()
  const write: Readonly<Record<Format, () => Promise<SharedPart>>> = {
    text: async () => new SharedPart(families.flatMap(({ text }) => (text.length === 0 ? [] : [text]))),
    openMetrics: async () => new SharedPart(families.flatMap(openMetricsOf)),
    protobuf: () => protobufOf(families, written),
  }
  return {
    in: format => {
      const part = known.get(format) ?? write[format]()
      known.set(format, part)
      return part
    },
  }
}

function openMetricsOf({ family, text }: PublishedFamily): Buffer[] {
  if (text.length === 0) return []
  const lines = text.subarray(Buffer.byteLength(renderHead(family)), -1)
  return [Buffer.from(openMetricsHead(family)), lines]
}

/** Others have their turn between two blocks. */
async function protobufOf(families: readonly PublishedFamily[], written: WrittenBlocks): Promise<SharedPart> {
  const pause = pauseOfScrape()
  const read = readingLabels()
  const pieces: Buffer[] = []
  for (const one of families) {
    if (one.column === null) {
      const wire = new Wire()
      writeFamily(wire, one.data(read))
      pieces.push(wire.take())
      continue
    }
    const blocks: Buffer[] = []
    for (const part of one.column.parts) {
      blocks.push(blockOf(one.family, part, written))
      await pause()
    }
    const bytes = blocks.reduce((sum, { length }) => sum + length, 0)
    if (bytes > 0) pieces.push(familyHead(one.family, bytes), ...blocks)
  }
  return new SharedPart(pieces)
}

function blockOf(family: MetricFamily, part: Part, { blocks, labels }: WrittenBlocks): Buffer {
  const known = blocks.get(part)
  if (known !== undefined) return known
  const { indicator, texts, values, about } = part
  const wire = new Wire()
  const own = labels.get(texts) ?? writtenLabels(texts.map(labelSetWithin))
  labels.set(texts, own)
  const named = isNamed(family) ? [labelSet({ indicator })] : []
  let [more, first] = ['', writtenLabels(named).bytes]
  for (const [place, value] of values.entries()) {
    if (Number.isNaN(value)) continue
    const text = about?.[place] ?? ''
    // Of most it is that of the one before.
    if (text !== more) first = writtenLabels([...named, ...within(text)]).bytes
    more = text
    writeGauge(wire, first, own, place, value)
  }
  const bytes = wire.take()
  blocks.set(part, bytes)
  return bytes
}

/** What a metric adds, with the comma behind it. */
function within(about: string): LabelSet[] {
  return about === '' ? [] : [labelSetWithin(about.slice(0, -1))]
}
