// The end of an answer in the formats that are written from data: what is counted all the time.
import type { Sliced } from '../../core/turns/pause.ts'
import type { FamilyData, HistogramSample, Sample } from '../family.ts'
import type { Format } from './accept.ts'
import { END, openMetricsHead, openMetricsLines } from './open-metrics.ts'
import { familyHead, writeMetrics } from './protobuf.ts'
import { WORTH_A_PIECE } from './scrape.ts'
import { Wire } from './wire.ts'

/** A family that is read a piece at a time: what has been written is let go, where all of it at once would outlive collection after collection. */
export interface InPieces {
  readonly described: Pick<FamilyData, 'name' | 'help' | 'type' | 'unit'>
  /** Each with as many label sets as fit into a turn; none where the family has no label set. */
  pieces(): Iterable<FamilyData>
}

type Writer = (families: readonly InPieces[]) => Sliced<Buffer[]>

/** Others may stand before these families. Nothing may stand behind them. */
export const WRITERS: Readonly<Record<Exclude<Format, 'text'>, Writer>> = {
  *protobuf(families) {
    const written: Buffer[] = []
    for (const { described, pieces } of families) {
      const lines: Buffer[] = []
      const wire = new Wire()
      for (const piece of pieces()) {
        writeMetrics(wire, piece)
        if (wire.size >= WORTH_A_PIECE) lines.push(wire.take())
        yield
      }
      lines.push(wire.take())
      const bytes = lines.reduce((sum, { length }) => sum + length, 0)
      if (bytes > 0) written.push(familyHead(described, bytes), ...lines)
    }
    return written
  },
  *openMetrics(families) {
    const written: Buffer[] = []
    for (const { described, pieces } of families) {
      const head = openMetricsHead(described)
      let lines = ''
      let isEmpty = true
      for (const piece of pieces()) {
        lines += (isEmpty ? head : '') + openMetricsLines(piece)
        isEmpty = false
        if (lines.length >= WORTH_A_PIECE) {
          written.push(Buffer.from(lines))
          lines = ''
        }
        yield
      }
      written.push(Buffer.from(lines))
    }
    return [...written, Buffer.from(END)]
  },
}

/** Label sets of a piece: of histograms they take some tenths of a millisecond, and one where they are new. */
export const A_PIECE = 64

export function inPieces(family: FamilyData): InPieces {
  return { described: family, pieces: () => piecesOf(family) }
}

function* piecesOf(family: FamilyData): Generator<FamilyData> {
  const count = family.type === 'histogram' ? family.histograms.length : family.samples.length
  for (let from = 0; from < count; from += A_PIECE) yield part(family, from, from + A_PIECE)
}

function part(family: FamilyData, from: number, to: number): FamilyData {
  if (family.type === 'histogram') return { ...family, histograms: family.histograms.slice(from, to) }
  return { ...family, samples: family.samples.slice(from, to) }
}

/** All of it at once, for whoever needs that. */
export function* whole({ described: { name, help, unit, type }, pieces }: InPieces): Sliced<FamilyData> {
  const samples: Sample[] = []
  const histograms: HistogramSample[] = []
  for (const piece of pieces()) {
    if (piece.type === 'histogram') histograms.push(...piece.histograms)
    else samples.push(...piece.samples)
    yield
  }
  const about = { name, help, ...(unit === undefined ? {} : { unit }) }
  return type === 'histogram' ? { ...about, type, histograms } : { ...about, type, samples }
}
