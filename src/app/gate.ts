// Asks a gate of the running service: from its store, as far as its sources can be seen.
import { kayentaAnswer, plainAnswer } from '../assurance/gate/answers.ts'
import { type Circumstances, type GateResult, judgeGate } from '../assurance/gate/judge.ts'
import { observe } from '../assurance/gate/observed.ts'
import { type Given, type Question, questionOf } from '../assurance/gate/question.ts'
import type { Millis } from '../core/clock.ts'
import { HOUR, MINUTE } from '../core/duration.ts'
import { pauseInProcessorTime } from '../core/turns/pause.ts'
import { completeOf } from '../pipeline/collect/commit.ts'
import { blindSpots, blindWords } from '../pipeline/collect/sight.ts'
import { isoTime } from '../presentation/times.ts'
import type { Store } from '../storage/store.ts'
import type { GateAnswer } from '../web/deps.ts'
import type { Parts } from './parts.ts'

type GateParts = Pick<Parts, 'store' | 'clock' | 'live' | 'config'>

/** One question after the other, for each may read a million tasks; who asks the same meanwhile gets the same answer. */
export function createAskGate(parts: GateParts): (given: Given) => Promise<GateAnswer> {
  const asked = new Map<string, Promise<GateAnswer>>()
  let last: Promise<unknown> = Promise.resolve()
  return given => {
    const key = JSON.stringify(Object.entries(given).sort(([a], [b]) => (a < b ? -1 : 1)))
    const same = asked.get(key)
    if (same !== undefined) return same
    const answer = last.then(() => askGate(parts, given)).finally(() => asked.delete(key))
    last = answer.catch(() => undefined)
    asked.set(key, answer)
    return answer
  }
}

/** `format`: `kayenta`, or none. */
async function askGate(parts: GateParts, given: Given): Promise<GateAnswer> {
  const { format = '', ...asked } = given
  const read = questionOf(asked, parts.clock.now())
  const faults = 'faults' in read ? read.faults : []
  if (format !== '' && format !== 'kayenta') faults.push(`format is kayenta, or left out; it is ${format}`)
  const sources = parts.config.sources.map(({ name }) => name)
  const source = 'question' in read ? read.question.source : null
  if (source !== null && !sources.includes(source))
    faults.push(`source ${source} is none of the configuration: it has ${sources.join(', ')}`)
  if (faults.length > 0 || 'faults' in read) return { verdict: 'usage', faults }
  const result = await judged(parts, read.question)
  return { verdict: result.verdict, body: format === 'kayenta' ? kayentaAnswer(result) : plainAnswer(result) }
}

async function judged({ store, clock, live, config }: GateParts, question: Question): Promise<GateResult> {
  const now = clock.now()
  const keptFrom = now - config.data.keepFacts
  const sources = config.sources
    .map(({ name }) => name)
    .filter(name => (question.source ?? name) === name && isKnown(store, name))
  const seen = sightOf({ store, live, sources }, question, now)
  const pause = pauseInProcessorTime()
  const observed = await observe(store.lifecycles, question, { sources, now, keptFrom, pause })
  const unkept = unkeptOf(store, sources, question, keptFrom)
  return await judgeGate(question, observed, { ...seen, unkept, pause })
}

/** A source may lag so far behind, by its own account, and not have been read for so long, and still be judged by. */
const LONGEST_LAG: Millis = 2 * HOUR
const LONGEST_SILENCE: Millis = 15 * MINUTE

function isKnown(store: Store, source: string): boolean {
  return store.lifecycles.streams().some(one => one.kind === 'task' && one.source === source)
}

function sightOf(
  { store, live, sources }: Pick<GateParts, 'store' | 'live'> & { sources: readonly string[] },
  { to }: Question,
  now: Millis,
): Pick<Circumstances, 'completeUpTo' | 'unseen'> {
  const unseen: string[] = []
  if (live.fault !== null)
    unseen.push(sentenceOf(`the last tick failed at ${live.fault.stage}: ${live.fault.message}`))
  let completeUpTo: Millis | null = sources.length === 0 ? null : now
  for (const name of sources) {
    const status = live.sources.get(name)
    const complete = completeOf(store, 'task', name)
    completeUpTo = complete === null || completeUpTo === null ? null : Math.min(completeUpTo, complete)
    if (status === undefined || complete === null) unseen.push(`Source ${name} has not been read yet.`)
    else if (status.progress !== null) unseen.push(`The history of source ${name} is still being read.`)
    else if (now - (status.lastSuccessAt ?? 0) > LONGEST_SILENCE)
      unseen.push(`Source ${name} was last read at ${isoTime(status.lastSuccessAt ?? 0)}.`)
    else if (now - complete > LONGEST_LAG && (to === null || to > complete))
      unseen.push(`Source ${name} is complete only up to ${isoTime(complete)}.`)
  }
  const spots = blindSpots(live).filter(spot => sources.includes(spot.source))
  return { completeUpTo, unseen: [...unseen, ...spots.map(spot => sentenceOf(blindWords(spot, now)))] }
}

function sentenceOf(words: string): string {
  const end = /[.!?]$/.test(words) ? '' : '.'
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}${end}`
}

/** What had ended before is not known one by one any more, but what had not is: the slow ones alone would be judged. */
function unkeptOf(
  store: Store,
  sources: readonly string[],
  { by, candidate, from }: Question,
  keptFrom: Millis,
): string[] {
  const since = Math.max(from ?? keptFrom - HOUR, keptFrom - LOOK_BACK)
  if (since >= keptFrom) return []
  const had = sources.some(source => {
    for (const { cells, to } of store.cells.read('task', source, since, keptFrom))
      if (to <= keptFrom && cells.some(({ labels }) => labels[by] === candidate)) return true
    return false
  })
  if (!had) return []
  return [
    `Tasks of ${candidate} began before ${isoTime(keptFrom)}, from when on they are kept one by one: give a later from, or keep them longer (data.keep_facts).`,
  ]
}

const LOOK_BACK: Millis = 24 * HOUR
