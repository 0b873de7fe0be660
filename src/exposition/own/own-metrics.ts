// What slowburn says of itself: counted all the time, and written at each scrape as it is then. prom-client keeps the counters and what it knows of
// the process, the histograms are ours.
import { Registry } from 'prom-client'
import { inTurns, type Pause } from '../../core/turns/pause.ts'
import type { FamilyData } from '../family.ts'
import type { Format } from '../formats/accept.ts'
import type { Lease } from '../formats/lease.ts'
import { inPieces, WRITERS } from '../formats/writers.ts'
import { createInstruments, type InstrumentOptions, type Instruments } from './instruments.ts'
import { collectProcessMetrics, familiesOf } from './registry-families.ts'

export interface OwnMetrics {
  readonly instruments: Instruments
  /** The end of an answer. Its pieces are not written to before the lease ends. Others have their turn between some hundred label sets. */
  in(format: Format, pause: Pause, lease?: Lease): Promise<Buffer[]>
  families(pause: Pause): Promise<FamilyData[]>
}

interface OwnOptions extends InstrumentOptions {
  /** Whether the process and Node.js have metrics, too. */
  ofProcess: boolean
}

export function createOwnMetrics({ ofProcess, ...options }: OwnOptions): OwnMetrics {
  const counted = new Registry()
  const { instruments, counters, histograms, facts } = createInstruments(counted, options)
  // Its numbers are others at each scrape.
  const running = new Registry()
  if (ofProcess) collectProcessMetrics(running)
  const registered = async (): Promise<FamilyData[]> => [
    ...(await familiesOf(counted)).map(family => facts.completed(family)),
    ...(await familiesOf(running)),
  ]
  const text = async (pause: Pause, lease?: Lease): Promise<Buffer[]> => [
    await counters.text(),
    ...(ofProcess ? [Buffer.from(`\n${await running.metrics()}`)] : []),
    ...(await inTurns(histograms.text(lease), pause)),
  ]
  return {
    instruments,
    families: async pause => [...(await registered()), ...(await inTurns(histograms.families(), pause))],
    in: async (format, pause, lease) => {
      if (format === 'text') return text(pause, lease)
      const buckets = format === 'protobuf' ? 'both' : 'classic'
      const families = [...(await registered()).map(inPieces), ...histograms.inPieces(buckets)]
      return inTurns(WRITERS[format](families), pause)
    },
  }
}
