// What /metrics answers. Gauges are rendered once a tick from a snapshot; counters are kept by prom-client, histograms by ourselves. A scrape
// joins them: it touches neither a source nor the database.
import { Registry } from 'prom-client'
import { faultOf } from '../core/errors.ts'
import { frozen } from '../core/parts/frozen.ts'
import { type Pause, pauseInRealTime } from '../core/turns/pause.ts'
import type { Indicator } from '../indicators/indicator.ts'
import type { AskMetric } from './asked/ask-metric.ts'
import { catalogue, unsoundMetrics } from './catalogue.ts'
import { type FamilyData, type GaugeFamily, gaugeData } from './family.ts'
import { CONTENT_TYPES, formatFor } from './formats/accept.ts'
import { type Scrape, SharedPart, scrapeOf } from './formats/scrape.ts'
import { renderGauges } from './formats/text.ts'
import { type OtherFormat, WRITERS } from './formats/writers.ts'
import { createLabelling, eachGauge, eachSeries, type Labelled, type Labelling } from './gauges.ts'
import type { KnownNames, MetricFault } from './metric.ts'
import { type AskOnce, createInstruments, type Instruments } from './own/instruments.ts'
import { collectProcessMetrics, familiesOf } from './own/registry-families.ts'
import type { Snapshot } from './snapshot.ts'

export interface Exposition {
  /** The answer to a scrape, in the format that this Accept header asks for. */
  scrape(accept?: string): Promise<Scrape>
  /** The same as data, for other ways out. */
  collect(): Promise<FamilyData[]>
  /**
   * Replaces all gauges at once; a scrape sees either the state before or the state after. With `pause` others have their turn
   * between two families, without it all is done when it returns.
   */
  publish(snapshot: Snapshot, publishing?: Publishing): Promise<void>
  readonly instruments: Instruments
}

interface Publishing {
  pause?: Pause
  /** Default: each is asked without watch. */
  ask?: AskMetric
  /** Learns of metrics that fail and are left out, and of those with samples that are. */
  fault?: (fault: MetricFault) => void
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
  /** Default: each is asked without watch. */
  ask?: AskMetric
  /** What is wrong with metrics that are left out. Default: with those of the registry. */
  unsound?: readonly MetricFault[]
}

/** All gauges, as they are until the next are published. */
interface Published {
  families: readonly GaugeFamily[]
  text: SharedPart
  /** In other formats, each written when it is first asked for. */
  others: Map<OtherFormat, Promise<SharedPart>>
}

export function createExposition(options: ExpositionOptions): Exposition {
  const { version, mostSeries = Number.POSITIVE_INFINITY } = options
  // Metrics see them, as they see the series that are theirs.
  const indicators = frozen([...options.indicators])
  catalogue(indicators)
  const registry = new Registry()
  /** Of what metrics declare, and of what is asked of them once, when all is opened. */
  const faults: MetricFault[] = [...(options.unsound ?? unsoundMetrics)]
  const ask: AskOnce = (metric, work) => {
    try {
      return (options.ask ?? askPlainly)(metric, work)
    } catch (thrown) {
      faults.push({ metric, message: faultOf(thrown) })
      return null
    }
  }
  const known = { ...NOTHING_KNOWN, ...options.known }
  const { instruments, histograms } = createInstruments(registry, { version, known, ask })
  if (options.defaultMetrics ?? true) collectProcessMetrics(registry)

  const labelling = createLabelling()
  let published: Published = { families: [], text: new SharedPart([]), others: new Map() }
  const ownFamilies = async (): Promise<FamilyData[]> => [
    ...(await familiesOf(registry)),
    ...histograms.families(),
  ]
  return {
    instruments,
    scrape: async accept => {
      const format = formatFor(accept)
      if (format === 'text') {
        const counters = Buffer.from(await registry.metrics())
        return scrapeOf(CONTENT_TYPES.text, published.text, [counters, ...histograms.text()])
      }
      const { families, others } = published
      const shared = others.get(format) ?? writeInTurns(format, families)
      others.set(format, shared)
      const own = WRITERS[format]()
      for (const family of await ownFamilies()) own.add(family)
      return scrapeOf(CONTENT_TYPES[format], await shared, [own.end()])
    },
    collect: async () => [...(await ownFamilies()), ...published.families.map(gaugeData)],
    publish: async (snapshot, publishing = {}) => {
      for (const fault of faults) publishing.fault?.(fault)
      published = await render(snapshot, indicators, { ...publishing, labelling, most: mostSeries })
    },
  }
}

/** Series that are labelled before others may have their turn. */
const SERIES_A_TURN = 256

const NOTHING_KNOWN: KnownNames = { stages: [], sources: [], notifiers: [] }

const askPlainly: AskMetric = (_, work) => work()

/** What looks for two samples with the same labels is let go of each family. */
async function render(
  snapshot: Snapshot,
  indicators: readonly Indicator[],
  { pause, labelling, ...asking }: Publishing & { labelling: Labelling; most: number },
): Promise<Published> {
  const families: GaugeFamily[] = []
  const texts: Buffer[] = []
  const series: Labelled[] = []
  for (const one of eachSeries(snapshot, indicators, labelling)) {
    series.push(one)
    if (pause !== undefined && series.length % SERIES_A_TURN === 0) await pause()
  }
  for (const { family, samples } of eachGauge(snapshot, indicators, series, asking)) {
    families.push({ family, samples })
    // Of thousands of series each of the two takes as long as a turn may.
    if (pause !== undefined) await pause()
    const text = renderGauges([{ family, samples }])
    if (text !== '') texts.push(Buffer.from(`${text}\n`))
    if (pause !== undefined) await pause()
  }
  return { families, text: new SharedPart(texts), others: new Map() }
}

/** Others have their turn between two families. */
async function writeInTurns(format: OtherFormat, families: readonly GaugeFamily[]): Promise<SharedPart> {
  const pause = pauseInRealTime()
  const writer = WRITERS[format]()
  for (const family of families) {
    writer.add(gaugeData(family))
    await pause()
  }
  return new SharedPart([writer.take()])
}
