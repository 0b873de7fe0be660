// What a gate comes to: a hard verdict, and what it rests on.
import type { Millis } from '../../core/clock.ts'
import { formatDuration } from '../../core/duration.ts'
import type { Pause } from '../../core/turns/pause.ts'
import { isoTime } from '../../presentation/times.ts'
import { ALPHA, type Comparison, compare, compareSplit, type SplitResult } from './compare.ts'
import { GUARDS, LEAST_PAST, type Times, timesOf } from './guards.ts'
import type { Begun, Observed } from './observed.ts'
import type { Question } from './question.ts'
import type { Verdict } from './verdict.ts'

export interface Judged extends Comparison {
  verdict: 'pass' | 'fail' | 'insufficient'
  why: string
}

export interface Counted {
  /** Tasks that began. */
  begun: number
  /** Of these, that have had their time and are judged, but for what is left over after the last batch. */
  matured: number
}

export interface GateResult {
  verdict: Verdict
  /** Sentences, the first of which says why. */
  reasons: readonly string[]
  question: Question
  /** When the first task of the candidate began; null: none was seen. */
  from: Millis | null
  /** Up to when everything is known. */
  completeUpTo: Millis | null
  times: Times | null
  candidate: Counted
  baseline: Counted
  /** Null where no split was stated. */
  split: SplitResult | null
  /** None where the split is not as stated: an effect would mean nothing. */
  guards: readonly Judged[]
}

export interface Circumstances {
  completeUpTo: Millis | null
  /** What cannot be seen of the sources, each a sentence. */
  unseen: readonly string[]
  /** Sentences that forbid to pass, of what is kept. */
  unkept: readonly string[]
  pause: Pause
}

export async function judgeGate(
  question: Question,
  observed: Observed,
  { completeUpTo, unseen, unkept, pause }: Circumstances,
): Promise<GateResult> {
  const times = timesOf(observed.past, question.horizon)
  const mature = (at: Millis): boolean =>
    times !== null && completeUpTo !== null && at + times.horizon <= completeUpTo
  const { tasks } = observed
  const matured = tasks.filter(({ at }) => mature(at))
  const judged = matured.filter(({ outcome }) => outcome !== 'removed')
  // The first is of the candidate whatever the split: what is looked at begins with it.
  await pause()
  const split = question.split === null ? null : await compareSplit(matured.slice(1), question.split, pause)
  const isBroken = split?.isMismatch === true
  const guards = isBroken || times === null ? [] : await guarded(judged, times, question, pause)
  const base = { question, from: observed.from, completeUpTo, times, split, guards }
  const counts = {
    candidate: countOf(tasks, judged, true),
    baseline: countOf(tasks, judged, false),
  }
  const strangers = strangersOf(question, observed)
  const lacking = times === null ? [pastWords(observed)] : tooFew(question, counts, times)
  const holes = holesOf(observed, matured, judged, mature)
  const missing =
    strangers.length > 0 ? [...strangers, ...unseen] : [...unseen, ...unkept, ...lacking, ...holes]
  return { ...base, ...counts, ...verdictOf(question, { split, guards, missing }) }
}

async function guarded(
  tasks: readonly Begun[],
  times: Times,
  question: Question,
  pause: Pause,
): Promise<Judged[]> {
  const judged: Judged[] = []
  const { tolerable } = question
  for (const guard of GUARDS)
    judged.push(judgedOf(await compare(tasks, guard, { times, tolerable, pause }), question))
  return judged
}

function verdictOf(
  question: Question,
  { split, guards, missing }: Pick<GateResult, 'split' | 'guards'> & { missing: string[] },
): Pick<GateResult, 'verdict' | 'reasons'> {
  if (split?.isMismatch === true) return { verdict: 'broken', reasons: [splitWords(question, split)] }
  const failed = guards.filter(({ verdict }) => verdict === 'fail').map(({ why }) => why)
  if (failed.length > 0) return { verdict: 'fail', reasons: failed }
  const open = guards.filter(({ verdict }) => verdict === 'insufficient').map(({ why }) => why)
  const reasons = [...missing, ...(missing.length > 0 ? [] : open)]
  if (reasons.length > 0) return { verdict: 'insufficient', reasons }
  if (guards.length === 0) return { verdict: 'insufficient', reasons: ['Nothing could be compared.'] }
  return { verdict: 'pass', reasons: guards.map(({ why }) => why) }
}

function judgedOf(comparison: Comparison, { candidate, baseline, margin, tolerable }: Question): Judged {
  const { guard, ratio, worse } = comparison
  const enough = -Math.log(ALPHA.guard)
  const seen = `${shareWords(comparison.candidate)} against ${shareWords(comparison.baseline)}`
  const odds = `the odds are ${rangeWords(ratio)} times as high`
  if (worse >= enough)
    return {
      ...comparison,
      verdict: 'fail',
      why: `Tasks of ${candidate} ${guard.words} more often than those of ${baseline}: ${seen}; ${odds}.`,
    }
  const passed = { ...comparison, verdict: 'pass' as const }
  if (ratio.upper <= margin)
    return {
      ...passed,
      why: `That tasks of ${candidate} ${guard.words} with ${margin} times the odds is excluded: ${seen}; ${odds}.`,
    }
  if (comparison.tolerable >= enough)
    return {
      ...passed,
      why: `Tasks of ${candidate} ${guard.words} in less than ${percent(tolerable)}: ${seen}.`,
    }
  return {
    ...comparison,
    verdict: 'insufficient',
    why: `That tasks of ${candidate} ${guard.words} with ${margin} times the odds is not excluded yet: ${seen}; ${odds}.`,
  }
}

function strangersOf({ by, candidate, baseline, only }: Question, { seen, from }: Observed): string[] {
  const unknown = [candidate, baseline].filter(name => !seen.has(name))
  if (unknown.length === 0) return []
  const known = [...seen].toSorted((a, b) => b[1] - a[1]).slice(0, MOST_NAMED)
  const words = known.map(([name, tasks]) => `${name} (${tasks})`).join(', ')
  const since = from === null ? '' : ` since ${isoTime(from)}`
  const which = Object.entries(only).map(([name, value]) => ` of ${name} ${value}`)
  const what = known.length === 0 ? `no ${by} at all` : words
  return [
    `No task${which.join('')} of ${by} ${unknown.join(' and of ')} was seen${since}: seen were ${what}.`,
  ]
}

const MOST_NAMED = 10

function pastWords({ past, from }: Observed): string {
  const before = from === null ? 'before' : `in the day before ${isoTime(from)}`
  return `How long tasks take is not known: ${past.length} of ${LEAST_PAST} were seen ${before}. Give a horizon, or a later from.`
}

function tooFew(
  { minimum, candidate, baseline }: Question,
  counts: Pick<GateResult, 'candidate' | 'baseline'>,
  { horizon }: Times,
): string[] {
  const sides = [
    { name: candidate, ...counts.candidate },
    { name: baseline, ...counts.baseline },
  ]
  return sides
    .filter(({ begun, matured }) => begun > 0 && matured < minimum)
    .map(
      ({ name, matured }) =>
        `${matured} of the ${minimum} tasks of ${name} that are needed have had their ${formatDuration(horizon)}.`,
    )
}

/** A share of tasks that nobody can judge by, beyond which a gate does not pass. */
const MOST_UNKNOWN = 0.05

function holesOf(
  { unnamedOpen, beginless }: Observed,
  matured: readonly Begun[],
  judged: readonly Begun[],
  isMature: (at: Millis) => boolean,
): string[] {
  const bound = MOST_UNKNOWN * matured.length
  const unnamed = unnamedOpen.filter(isMature).length
  const removed = matured.length - judged.length
  const words: string[] = []
  if (unnamed > bound)
    words.push(
      `${unnamed} tasks have not ended in time and say nothing of what is compared: it is written when a task ends, so that the slow ones are missed.`,
    )
  if (removed > bound) words.push(`${removed} of ${matured.length} tasks were removed before they ended.`)
  if (beginless > bound && beginless > 0) words.push(`Of ${beginless} tasks no begin is known.`)
  return words
}

function countOf(tasks: readonly Begun[], judged: readonly Begun[], isCandidate: boolean): Counted {
  const of = (list: readonly Begun[]): number => list.filter(one => one.isCandidate === isCandidate).length
  return { begun: of(tasks), matured: of(judged) }
}

function splitWords({ candidate, baseline }: Question, { meant, seen, of }: SplitResult): string {
  return `Of ${of} tasks of ${candidate} and ${baseline} ${percent(seen)} are of ${candidate}, and ${percent(meant)} were meant: they are not assigned as stated, so that no difference between them would mean anything.`
}

function shareWords({ events, of }: { events: number; of: number }): string {
  return `${events} of ${of}${of === 0 ? '' : ` (${percent(events / of)})`}`
}

function rangeWords({ lower, upper }: { lower: number; upper: number }): string {
  if (!Number.isFinite(upper)) return lower === 0 ? 'any number of' : `at least ${figure(lower)}`
  return `${figure(lower)} to ${figure(upper)}`
}

function figure(value: number): string {
  return value >= 10 ? value.toFixed(0) : value.toFixed(2)
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`
}
