// What /metrics answers. Gauges are written once a tick from a snapshot; counters are kept by prom-client, histograms by ourselves. A scrape
// joins them: it touches neither a source nor the database.
import { type Clock, systemClock } from '../core/clock.ts'
import { faultOf } from '../core/errors.ts'
import { frozen } from '../core/parts/frozen.ts'
import { atOnce, inTurns, type Pause, pauseInRealTime } from '../core/turns/pause.ts'
import type { Indicator } from '../indicators/indicator.ts'
import { type AskMetrics, askOne, askPlainly } from './asked/ask-metrics.ts'
import { catalogue, unsoundMetrics } from './catalogue.ts'
import type { FamilyData, Occasion, Trace } from './family.ts'
import { CONTENT_TYPES, formatFor } from './formats/accept.ts'
import { Lease } from './formats/lease.ts'
import { pauseOfScrape, type Scrape, scrapeOf } from './formats/scrape.ts'
import type { KnownNames, MetricFault } from './metric.ts'
import type { AskOnce, Instruments } from './own/instruments.ts'
import { createOwnMetrics } from './own/own-metrics.ts'
import { readingLabels } from './published/family.ts'
import { type Asking, NOTHING_PUBLISHED, published } from './published/gauges.ts'
import { nothingWritten, partsOf } from './published/parts.ts'
import type { Snapshot } from './snapshot.ts'

export interface Exposition {
  /** The answer to a scrape, in the format that this Accept header asks for. */
  scrape(accept?: string): Promise<Scrape>
  /** The same as data, for other ways out. */
  collect(): Promise<FamilyData[]>
  /**
   * Replaces all gauges at once; a scrape sees either the state before or the state after. With `pause` others have their turn
   * between two blocks of series, without it all is done when it returns.
   */
  publish(snapshot: Snapshot, publishing?: Publishing): Promise<void>
  readonly instruments: Instruments
}

interface Publishing extends Pick<Asking, 'ask' | 'fault'> {
  pause?: Pause
}

export interface ExpositionOptions {
  version: string
  indicators: readonly Indicator[]
  /** Also expose the metrics of the process and of Node.js. Default true. */
  defaultMetrics?: boolean
  /** Names known beforehand: their counters start at 0, so that the first increase is seen as one. */
  known?: Partial<KnownNames>
  /** Series that have samples of their own, beside those that have changed. Default: all. */
  mostSeries?: number
  /** Says since when something is counted. Default: that of the machine. */
  clock?: Pick<Clock, 'now'>
  /** The trace in which what runs belongs; null: none. Default: none. */
  traced?: () => Trace | null
  /** Default: each is asked without watch. */
  ask?: AskMetrics
  /** What is wrong with metrics that are left out. Default: with those of the registry. */
  unsound?: readonly MetricFault[]
}

export function createExposition(options: ExpositionOptions): Exposition {
  const { version, mostSeries = Number.POSITIVE_INFINITY, clock = systemClock, traced = () => null } = options
  // Metrics see them, as they see the series that are theirs.
  const indicators = frozen([...options.indicators])
  catalogue(indicators)
  /** Of what metrics declare, and of what is asked of them once, when all is opened. */
  const faults: MetricFault[] = [...(options.unsound ?? unsoundMetrics)]
  const ask: AskOnce = (metric, work) => {
    try {
      return askOne(options.ask ?? askPlainly, metric, work)
    } catch (thrown) {
      faults.push({ metric, message: faultOf(thrown) })
      return null
    }
  }
  const names = indicators.map(({ name }) => name)
  const known = { ...NOTHING_KNOWN, indicators: names, ...options.known }
  const occasion = (): Occasion => ({ at: clock.now(), trace: traced() })
  const own = createOwnMetrics({ version, known, ask, occasion, ofProcess: options.defaultMetrics ?? true })

  let gauges = NOTHING_PUBLISHED
  const written = nothingWritten()
  let parts = partsOf(gauges.families, written)
  return {
    instruments: own.instruments,
    scrape: async accept => {
      const format = formatFor(accept)
      const shared = await parts.in(format)
      const lease = new Lease()
      const end = await own.in(format, pauseOfScrape(), lease)
      return scrapeOf(CONTENT_TYPES[format], shared, end, lease)
    },
    collect: async () => {
      const { families } = gauges
      const pause = pauseInRealTime()
      const read = readingLabels()
      const found = await own.families(pause)
      for (const family of families) {
        found.push(family.data(read))
        await pause()
      }
      return found
    },
    publish: async (snapshot, { pause, ...asking } = {}) => {
      for (const fault of faults) asking.fault?.(fault)
      const work = published(snapshot, indicators, gauges, { ...asking, most: mostSeries })
      gauges = pause === undefined ? atOnce(work) : await inTurns(work, pause)
      parts = partsOf(gauges.families, written)
    },
  }
}

const NOTHING_KNOWN: KnownNames = { stages: [], sources: [], notifiers: [], objectives: [], indicators: [] }
