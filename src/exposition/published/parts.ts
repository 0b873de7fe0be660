// What is published, in each format: written when it is first asked for, and once. Both formats of text share the lines; of protobuf the bytes of
// blocks that have not changed are those of the last publication.
import type { Format } from '../formats/accept.ts'
import { openMetricsHead } from '../formats/open-metrics.ts'
import { familyHead, writeFamily, writeSamples } from '../formats/protobuf.ts'
import { pauseOfScrape, SharedPart } from '../formats/scrape.ts'
import { renderHead } from '../formats/text.ts'
import { Wire } from '../formats/wire.ts'
import type { Part } from './column.ts'
import { type PublishedFamily, type ReadLabels, readingLabels, samplesOf } from './family.ts'

export interface Parts {
  in(format: Format): Promise<SharedPart>
}

/** What has been written in protobuf of blocks, for as long as they are published. */
export type WrittenBlocks = WeakMap<Part, Buffer>

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
      blocks.push(blockOf(one, part, read, written))
      await pause()
    }
    const bytes = blocks.reduce((sum, { length }) => sum + length, 0)
    if (bytes > 0) pieces.push(familyHead(one.family, bytes), ...blocks)
  }
  return new SharedPart(pieces)
}

function blockOf({ family }: PublishedFamily, part: Part, read: ReadLabels, written: WrittenBlocks): Buffer {
  const known = written.get(part)
  if (known !== undefined) return known
  const wire = new Wire()
  writeSamples(wire, samplesOf(family, part, read), 'gauge')
  const bytes = wire.take()
  written.set(part, bytes)
  return bytes
}
