// Tries everything that a configuration names: the data folder, each source, wherever it sends to, the chart.
import type { Config } from '../config/schema.ts'
import type { Clock } from '../core/clock.ts'
import { SECOND } from '../core/duration.ts'
import { ConfigError, type Fault, messageOf } from '../core/errors.ts'
import { silentLogger } from '../core/logger.ts'
import type { Owner } from '../core/loop-guard/owners.ts'
import { asked } from '../core/parts/asked.ts'
import { createWatchdog } from '../core/watchdog.ts'
import { chartSelfTest } from '../presentation/charts/png/png.ts'
import { disabledGaps } from '../presentation/disabled-detectors.ts'
import { readProblems } from '../sources/batch.ts'
import { NO_MEMORY } from '../sources/memory.ts'
import { ensureFolder } from '../storage/folder.ts'
import { lookAt } from './calendars.ts'
import { outboundTrials, type Tried } from './check-outbound.ts'
import { openSource } from './open-source.ts'
import { webConfigOf } from './web.ts'

export interface CheckedPart {
  /** What was tried, e.g. `sources.platform`. */
  part: string
  faults: Fault[]
  /** What is done otherwise than asked, and is no fault. */
  notes?: readonly Fault[]
  /** Why it could not be tried from here. */
  untried?: string
}

/** What is valid, and yet leaves something unseen. */
export function coverageGaps({ detection }: Pick<Config, 'detection'>): string[] {
  return disabledGaps(detection.disabled)
}

/** Reads the web configuration file, with the certificates that it names; empty where none is configured. */
export async function checkWebConfig(config: Pick<Config, 'listen' | 'access'>): Promise<CheckedPart[]> {
  const file = config.listen.webConfig
  if (file === null && Object.keys(config.access.users).length === 0) return []
  const part = await attempt(file === null ? 'access' : `listen.web_config (${file})`, async () => {
    const { notes } = webConfigOf(config)
    return { notes }
  })
  return [part]
}

/** Tries every part at once, so that all faults are known after one run. Changes nothing anywhere. */
export function checkConnections(config: Config, clock: Clock, signal: AbortSignal): Promise<CheckedPart[]> {
  return Promise.all([
    attempt('data.folder', async () => {
      ensureFolder(config.data.folder)
      return []
    }),
    ...checkSources(config, clock, signal),
    ...checkOutbound(config, clock, signal),
    ...checkCalendars(config, clock, signal),
    attempt('charts', async () => {
      const message = chartSelfTest()
      return message === null
        ? []
        : [{ path: 'charts', message, remedy: 'Reinstall slowburn: its font is missing' }]
    }),
  ])
}

/** Each source by itself. */
export function checkSources(config: Config, clock: Clock, signal: AbortSignal): Array<Promise<CheckedPart>> {
  return config.sources.map((options, i) =>
    attempt(`sources.${i} (${options.name})`, async () => {
      const watchdog = createWatchdog({ stopwatch: () => performance.now() / SECOND })
      const source = openSource(options, { clock, log: silentLogger, memory: NO_MEMORY, watchdog })
      try {
        const owner: Owner = { kind: 'source', name: options.name }
        const problems = await asked(owner, () => Promise.resolve(source.check(signal)), watchdog)
        return asked(owner, () => faultsFrom(problems), watchdog)
      } finally {
        await source.close()
      }
    }),
  )
}

function faultsFrom(problems: unknown): Fault[] {
  const read = readProblems(problems)
  if ('fault' in read) throw new Error(`its check answers nonsense: ${read.fault}`)
  return read.problems.map(({ where, message, remedy }) => ({ path: where, message, remedy }))
}

/** The calendar of each rota that has one. */
export function checkCalendars(
  { rotas, contacts }: Config,
  clock: Clock,
  signal: AbortSignal,
): Array<Promise<CheckedPart>> {
  return rotas.flatMap((rota, i) => {
    if (!('calendar' in rota)) return []
    const part = `rotas.${i} (${rota.name})`
    const work = async (): Promise<Fault[]> => {
      // What is read here is nobody's: the rota of the configuration stays as it is.
      const read = { ...rota, calendar: { shifts: [] } }
      const message = await lookAt(read, { contacts, clock, log: silentLogger }, signal)
      return message === null ? [] : [{ path: `rotas.${i}.ics`, message, remedy: CALENDAR_REMEDY }]
    }
    return [attempt(part, work)]
  })
}

const CALENDAR_REMEDY = 'Check the path or address, and that it is a calendar which this user may read'

/** Each way out by itself. */
export function checkOutbound(
  config: Config,
  clock: Clock,
  signal: AbortSignal,
): Array<Promise<CheckedPart>> {
  return outboundTrials(config, clock, signal).map(({ part, faults }) => attempt(part, faults))
}

/** Real milliseconds within which a part has to answer: a busy database may take a minute. */
const LONGEST = 120 * SECOND

/** One that never answers keeps nobody from the faults of the others. */
export async function answered<T>(work: () => Promise<T>, longest = LONGEST): Promise<T> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(
    () => late.reject(new Error(`it did not answer within ${longest / SECOND} s`)),
    longest,
  )
  try {
    return await Promise.race([work(), late.promise])
  } finally {
    clearTimeout(timer)
  }
}

async function attempt(
  part: string,
  work: () => Promise<Tried | Pick<CheckedPart, 'notes'>>,
): Promise<CheckedPart> {
  try {
    const tried = await answered(work)
    return Array.isArray(tried) ? { part, faults: tried } : { part, faults: [], ...tried }
  } catch (cause) {
    if (cause instanceof ConfigError) return { part, faults: [...cause.faults] }
    return { part, faults: [{ path: part, message: messageOf(cause) }] }
  }
}
