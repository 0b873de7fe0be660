// What an audit has come to: hard verdicts, each with what it rests on.
import type { Millis } from '../../core/clock.ts'
import { DAY, formatDuration } from '../../core/duration.ts'
import { seriesTitle } from '../../presentation/series-words.ts'
import type { Series } from '../../series/series.ts'
import { poissonInterval } from '../../stats/intervals/poisson-interval.ts'
import type { AuditFinding, AuditVerdict } from '../../storage/audit-store.ts'
import type { FactTrial, UnplantedFact } from './facts/fact-trial.ts'
import type { Plant } from './plants/plant.ts'
import { PLANTS } from './plants/plants.ts'
import type { Trial, Unplanted } from './trial.ts'

export const EXIT_CODES: Readonly<Record<AuditVerdict, number>> = {
  pass: 0,
  fail: 1,
  insufficient: 2,
  broken: 3,
}

export interface Finding extends AuditFinding {
  /** `detector`: it raises nothing on its known answer. `unwatched`: no rule. `unraised`, `unreported`: planted, and not noticed, or nobody notified. */
  what: 'detector' | 'unwatched' | 'unraised' | 'unreported' | 'false alarms' | 'less sensitive'
}

export interface Judged {
  verdict: AuditVerdict
  findings: Finding[]
}

export interface Seen {
  trials: readonly (Trial | Unplanted)[]
  /** Titles of series that ought to be watched, and that no rule selects. */
  facts: readonly (FactTrial | UnplantedFact)[]
  cards: ReadonlyArray<{ series: Series; worse: readonly string[] }>
  unruled: readonly string[]
  silentDetectors: readonly string[]
}

export function judgeAudit({ trials, facts, cards, unruled, silentDetectors }: Seen): Judged {
  const planted = trials.filter(isPlanted)
  const must = planted.filter(({ plant }) => plantOf(plant)?.must === true)
  const findings: Finding[] = [
    ...silentDetectors.map(
      (name): Finding => ({ what: 'detector', words: detectorWords(name), fails: true }),
    ),
    ...unruled.map(
      (title): Finding => ({ what: 'unwatched', words: `No rule watches ${title}.`, fails: true }),
    ),
    ...planted.flatMap(trial => faultOf(trial) ?? []),
    ...facts.flatMap(one => factFaultOf(one) ?? []),
    ...falseAlarms(planted),
    ...cards.flatMap(lessSensitive),
  ]
  if (findings.some(({ fails }) => fails)) return { verdict: 'fail', findings }
  return { verdict: must.length === 0 ? 'insufficient' : 'pass', findings }
}

export function isPlanted(one: Trial | Unplanted): one is Trial {
  return !('unplanted' in one)
}

function plantOf(name: string): Plant | undefined {
  return PLANTS.find(one => one.name === name)
}

function detectorWords(name: string): string {
  return `The detector ${name} raises nothing on a series of which it is known that it must: it is switched off, or does not work.`
}

/** What is wrong with what came of a plant; null: nothing, or nothing that a verdict rests on. */
function faultOf(trial: Trial): Finding | null {
  const { plant, series, raised, reported } = trial
  const must = plantOf(plant)?.must === true
  if (reported !== null || !must) return null
  const title = seriesTitle(series)
  const waited = formatDuration(trial.until - trial.onset)
  if (raised.length === 0)
    return {
      what: 'unraised',
      fails: true,
      words: `${title}: ${plant} was planted, and nothing was raised within ${waited}.`,
    }
  return {
    what: 'unreported',
    fails: true,
    words: `${title}: ${plant} was planted and raised, and nobody would have been notified within ${waited}: ${whyNot(trial)}.`,
  }
}

function factFaultOf(one: FactTrial | UnplantedFact): Finding | null {
  if ('unplanted' in one || one.reported !== null || !one.must) return null
  const waited = formatDuration(one.until - one.onset)
  const words = `A ${one.plant} was planted in what sources bring, and nobody would have been notified within ${waited}.`
  return { what: 'unreported', words, fails: true }
}

function whyNot({ suppressed, raised }: Trial): string {
  const [first] = suppressed
  if (first !== undefined) {
    const { reason, by, until, contact } = first
    const whose = by === null ? '' : ` by ${by}`
    const ends = until === null ? '' : ` until ${new Date(until).toISOString().slice(0, 16)}Z`
    return `${reason}${whose} for ${contact}${ends}`
  }
  const isPage = raised.some(({ severity }) => severity === 'page')
  return isPage ? 'no rule or no route leads to anybody' : 'it is a watch, and no rule mails that'
}

/** By design there is one watch in 1,000 days of a series; ten times as many are more than its noise. */
const MOST_A_DAY = 10 / 1000

function falseAlarms(planted: readonly Trial[]): Finding[] {
  const placebos = planted.filter(({ plant }) => plantOf(plant)?.kinds.length === 0)
  const reported = placebos.filter(one => one.reported !== null)
  const days = placebos.reduce((sum, { onset, until }) => sum + (until - onset) / DAY, 0)
  if (reported.length === 0 || poissonInterval(reported.length).lower <= days * MOST_A_DAY) return []
  const words = `Of ${placebos.length} series in which nothing was planted ${reported.length} were reported.`
  return [{ what: 'false alarms', words, fails: true }]
}

/** A notice: what is less sensitive than it was may still be as sensitive as can be. */
function lessSensitive({ series, worse }: Seen['cards'][number]): Finding[] {
  return worse.map(words => ({
    what: 'less sensitive',
    words: `${seriesTitle(series)}: ${words}.`,
    fails: false,
  }))
}

/** How long from the onset to the first message; null: there was none. */
export function delayOf({ onset, reported }: Trial): Millis | null {
  return reported === null ? null : reported.at - onset
}

/** Whether it was reported as what it is; null: it was not. */
export function isRightKind({ plant, reported, raised }: Trial): boolean | null {
  if (reported === null) return null
  const kinds = plantOf(plant)?.kinds ?? []
  return raised.some(({ at, kind }) => at <= reported.at && kinds.includes(kind))
}

/** Whether the interval of the onset, as first described, covers the moment of planting; null: nothing was raised. */
export function isOnsetCovered({ onset, raised }: Trial): boolean | null {
  const [first] = raised
  return first === undefined ? null : first.onset.lower <= onset && onset <= first.onset.upper
}
