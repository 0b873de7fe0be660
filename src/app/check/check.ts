// Tries everything that a configuration names: the data folder, each source, wherever it sends to, the chart.
import type { Config } from '../../config/schema.ts'
import type { Clock } from '../../core/clock.ts'
import { ConfigError, type Fault, messageOf } from '../../core/errors.ts'
import { silentLogger } from '../../core/logger.ts'
import { makePlan } from '../../pipeline/plan.ts'
import { chartSelfTest } from '../../presentation/charts/png/png.ts'
import { disabledGaps } from '../../presentation/disabled-detectors.ts'
import { type Staked, withAtStake } from '../../schema-watch/at-stake.ts'
import { readProblems } from '../../sources/batch.ts'
import { ensureFolder } from '../../storage/folder.ts'
import { askSource } from '../ask-source.ts'
import { lookAt } from '../calendars.ts'
import type { Attendant } from '../containment/attend.ts'
import { webConfigOf } from '../web.ts'
import { outboundTrials, type Tried } from './check-outbound.ts'

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
export function checkConnections(
  config: Config,
  clock: Clock,
  signal: AbortSignal,
  parts: Attendant,
): Promise<CheckedPart[]> {
  return Promise.all([
    attempt('data.folder', async () => {
      ensureFolder(config.data.folder)
      return []
    }),
    ...checkSources(config, clock, signal, parts),
    ...checkOutbound(config, clock, signal, parts),
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
export function checkSources(
  config: Config,
  clock: Clock,
  signal: AbortSignal,
  parts: Attendant,
): Array<Promise<CheckedPart>> {
  const staked = makePlan(config, []).indicators.map(({ indicator, by }) => ({ ...indicator, by }))
  return config.sources.map((options, i) =>
    attempt(`sources.${i} (${options.name})`, () =>
      askSource(options, { clock, signal, parts }, async (source, given, call) => {
        const problems = await call(() => Promise.resolve(source.check(given)))
        return call(() => triedFrom(problems, staked))
      }),
    ),
  )
}

/** What was seen and is no fault is a note. */
function triedFrom(problems: unknown, staked: readonly Staked[]): Pick<CheckedPart, 'faults' | 'notes'> {
  const read = readProblems(problems)
  if ('fault' in read) throw new Error(`its check answers nonsense: ${read.fault}`)
  const [notes, faults] = [true, false].map(isNote =>
    read.problems
      .filter(({ note = false }) => note === isNote)
      .map(problem => {
        const { where, message, remedy } = withAtStake(problem, staked)
        return { path: where, message, remedy }
      }),
  ) as [Fault[], Fault[]]
  return notes.length === 0 ? { faults } : { faults, notes }
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
  parts: Attendant,
): Array<Promise<CheckedPart>> {
  return outboundTrials(config, clock, signal, parts).map(({ part, faults }) => attempt(part, faults))
}

async function attempt(
  part: string,
  work: () => Promise<Tried | Partial<Pick<CheckedPart, 'faults' | 'notes'>>>,
): Promise<CheckedPart> {
  try {
    const tried = await work()
    return Array.isArray(tried) ? { part, faults: tried } : { part, faults: [], ...tried }
  } catch (cause) {
    if (cause instanceof ConfigError) return { part, faults: [...cause.faults] }
    return { part, faults: [{ path: part, message: messageOf(cause) }] }
  }
}
