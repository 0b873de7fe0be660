// What is published, in each format: written when it is first asked for, and once. Both formats of text share the lines.
import { pauseInRealTime } from '../../core/turns/pause.ts'
import type { Format } from '../formats/accept.ts'
import { openMetricsHead } from '../formats/open-metrics.ts'
import { SharedPart } from '../formats/scrape.ts'
import { renderHead } from '../formats/text.ts'
import { WRITERS } from '../formats/writers.ts'
import { type PublishedFamily, readingLabels } from './family.ts'

export interface Parts {
  in(format: Format): Promise<SharedPart>
}

export function partsOf(families: readonly PublishedFamily[]): Parts {
  const known = new Map<Format, Promise<SharedPart>>()
  return {
    in: format => {
      const part = known.get(format) ?? WRITE[format](families)
      known.set(format, part)
      return part
    },
  }
}

const WRITE: Readonly<Record<Format, (families: readonly PublishedFamily[]) => Promise<SharedPart>>> = {
  text: async families => new SharedPart(families.flatMap(({ text }) => (text.length === 0 ? [] : [text]))),
  openMetrics: async families =>
    new SharedPart(
      families.flatMap(({ family, text }) => {
        if (text.length === 0) return []
        const lines = text.subarray(Buffer.byteLength(renderHead(family)), -1)
        return [Buffer.from(openMetricsHead(family)), lines]
      }),
    ),
  protobuf: async families => {
    const pause = pauseInRealTime()
    const writer = WRITERS.protobuf()
    const read = readingLabels()
    for (const family of families) {
      writer.add(family.data(read))
      await pause()
    }
    return new SharedPart([writer.take()])
  },
}
