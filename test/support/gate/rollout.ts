// Rollouts for tests: tasks of a candidate and a baseline, and what a gate is asked of them.
import type { Begun, Observed } from '../../../src/assurance/gate/observed.ts'
import { type Question, questionOf } from '../../../src/assurance/gate/question.ts'
import type { Millis } from '../../../src/core/clock.ts'
import { DAY, MINUTE, SECOND } from '../../../src/core/duration.ts'
import { randomStream } from '../../../src/core/random.ts'

/** When the candidate is first seen. */
export const BEGIN: Millis = Date.UTC(2026, 10, 28)

interface Rollout {
  seed?: number
  tasks?: number
  /** Of the candidate among both. */
  share?: number
  /** Share of failures of the baseline, and of the candidate. */
  base?: number
  candidate?: number
  /** Times as long as the baseline. */
  slower?: number
}

/** One task a minute; each takes about a minute. */
export function tasksOf(rollout: Rollout = {}): Begun[] {
  const { seed = 1, tasks = 1000, share = 0.5, base = 0.1, candidate = base, slower = 1 } = rollout
  const random = randomStream(seed, 'rollout')
  return Array.from({ length: tasks }, (_, index) => {
    const isCandidate = random.chance(share)
    const hasFailed = random.chance(isCandidate ? candidate : base)
    const took = random.lognormal((isCandidate ? slower : 1) * MINUTE, 0.5)
    return { isCandidate, at: BEGIN + index * MINUTE, took, outcome: hasFailed ? 'failed' : 'other' }
  })
}

export function observedOf(tasks: readonly Begun[], more: Partial<Observed> = {}): Observed {
  const random = randomStream(9, 'past')
  const count = (isCandidate: boolean): number => tasks.filter(one => one.isCandidate === isCandidate).length
  return {
    tasks,
    from: BEGIN,
    past: Array.from({ length: 500 }, () => random.lognormal(MINUTE, 0.5)),
    seen: new Map([
      ['v2', count(true)],
      ['v1', count(false)],
    ]),
    unnamedOpen: [],
    beginless: 0,
    ...more,
  }
}

export function asked(more: Readonly<Record<string, string>> = {}): Question {
  const read = questionOf({ candidate: 'v2', baseline: 'v1', ...more }, BEGIN + 90 * DAY)
  if ('faults' in read) throw new Error(read.faults.join('; '))
  return read.question
}

/** Everything is known, long after. */
export const SOUND = { completeUpTo: BEGIN + 60 * DAY, unseen: [], unkept: [], pause: async () => {} }

export function task(more: Partial<Begun> = {}): Begun {
  return { isCandidate: true, at: BEGIN, took: SECOND, outcome: 'other', ...more }
}
