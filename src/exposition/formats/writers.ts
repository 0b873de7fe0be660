// The end of an answer in the formats that are written from data: what is counted all the time.
import type { Sliced } from '../../core/turns/pause.ts'
import type { FamilyData } from '../family.ts'
import type { Format } from './accept.ts'
import { END, openMetricsHead, openMetricsLines } from './open-metrics.ts'
import { familyHead, writeMetrics } from './protobuf.ts'
import { Wire } from './wire.ts'

type Writer = (families: readonly FamilyData[]) => Sliced<Buffer[]>

/** Others may stand before these families. Nothing may stand behind them. */
export const WRITERS: Readonly<Record<Exclude<Format, 'text'>, Writer>> = {
  *protobuf(families) {
    const written: Buffer[] = []
    for (const family of families) {
      const pieces = yield* eachPiece(family, piece => {
        const wire = new Wire()
        writeMetrics(wire, piece)
        return wire.take()
      })
      const bytes = pieces.reduce((sum, { length }) => sum + length, 0)
      if (bytes > 0) written.push(familyHead(family, bytes), ...pieces)
    }
    return written
  },
  *openMetrics(families) {
    const written: Buffer[] = []
    for (const family of families) {
      const pieces = yield* eachPiece(family, piece => Buffer.from(openMetricsLines(piece)))
      if (pieces.length > 0) written.push(Buffer.from(openMetricsHead(family)), ...pieces)
    }
    return [...written, Buffer.from(END)]
  },
}

/** Label sets that are written in one turn: of histograms they take about a millisecond. */
const A_PIECE = 64

function* eachPiece(family: FamilyData, write: (piece: FamilyData) => Buffer): Sliced<Buffer[]> {
  const count = family.type === 'histogram' ? family.histograms.length : family.samples.length
  const pieces: Buffer[] = []
  for (let from = 0; from < count; from += A_PIECE) {
    pieces.push(write(part(family, from, from + A_PIECE)))
    yield
  }
  return pieces
}

function part(family: FamilyData, from: number, to: number): FamilyData {
  if (family.type === 'histogram') return { ...family, histograms: family.histograms.slice(from, to) }
  return { ...family, samples: family.samples.slice(from, to) }
}
