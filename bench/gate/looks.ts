// Rollouts judged the whole way while their tasks come in: what has not ended by a look is not known at it.
import { judgeGate } from '../../src/assurance/gate/judge.ts'
import type { Begun } from '../../src/assurance/gate/observed.ts'
import type { Question } from '../../src/assurance/gate/question.ts'
import type { Verdict } from '../../src/assurance/gate/verdict.ts'
import type { Millis } from '../../src/core/clock.ts'
import { MINUTE } from '../../src/core/duration.ts'
import { randomStream } from '../../src/core/random.ts'

export interface Looked {
  /** Shares of rollouts that ever came to it. */
  failed: number
  passed: number
  broken: number
  /** Of which a pass, a failure or a mismatch was another verdict at a later look. */
  takenBack: number
}

const QUESTION: Question = {
  by: 'variant',
  candidate: 'b',
  baseline: 'a',
  only: {},
  source: null,
  from: null,
  to: null,
  split: 0.2,
  minimum: 50,
  margin: 2,
  tolerable: 0.01,
  horizon: null,
}
const [TASKS, PAST, LOOKS] = [2000, 1000, 25]
/** A task takes ten minutes, with a long tail. */
const took = (random: ReturnType<typeof randomStream>): Millis => random.lognormal(10 * MINUTE, 0.8)

/** `worse`: times as many of the candidate fail; `slow`: times as long as any other takes what fails. */
export async function lookAt(worse: number, slow: number, rollouts: number): Promise<Looked> {
  const sums = { failed: 0, passed: 0, broken: 0, takenBack: 0 }
  for (let seed = 0; seed < rollouts; seed++) {
    const verdicts = await verdictsOf(worse, slow, seed)
    if (verdicts.includes('fail')) sums.failed += 1
    if (verdicts.includes('pass')) sums.passed += 1
    if (verdicts.includes('broken')) sums.broken += 1
    const first = verdicts.findIndex(verdict => verdict !== 'insufficient')
    if (first !== -1 && verdicts.slice(first).some(verdict => verdict !== verdicts[first]))
      sums.takenBack += 1
  }
  const { failed, passed, broken, takenBack } = sums
  return {
    failed: failed / rollouts,
    passed: passed / rollouts,
    broken: broken / rollouts,
    takenBack: takenBack / rollouts,
  }
}

async function verdictsOf(worse: number, slow: number, seed: number): Promise<Verdict[]> {
  const random = randomStream(seed, 'looks', worse, slow)
  const past = Array.from({ length: PAST }, (_, index) => ({ at: -(index + 1) * MINUTE, took: took(random) }))
  const all = Array.from({ length: TASKS }, (_, index) => {
    const isCandidate = index === 0 || random.chance(0.2)
    const share = 0.05 + (0.1 * index) / TASKS
    const hasFailed = random.chance(isCandidate ? worse * share : share)
    return { isCandidate, at: index * MINUTE, hasFailed, took: took(random) * (hasFailed ? slow : 1) }
  })
  const verdicts: Verdict[] = []
  for (let look = 1; look <= LOOKS; look++) {
    const now = (look * 1.1 * TASKS * MINUTE) / LOOKS
    const known = (one: { at: Millis; took: Millis }): boolean => one.at + one.took <= now
    const tasks = all
      .filter(({ at }) => at <= now)
      .map((one): Begun => {
        const { isCandidate, at } = one
        if (!known(one)) return { isCandidate, at, took: null, outcome: null }
        return { isCandidate, at, took: one.took, outcome: one.hasFailed ? 'failed' : 'other' }
      })
    const observed = {
      tasks,
      from: 0,
      past: past.map(one => (known(one) ? one.took : Number.POSITIVE_INFINITY)),
      seen: new Map([
        ['a', tasks.length],
        ['b', tasks.length],
      ]),
      unnamedOpen: [],
      beginless: 0,
    }
    const sound = { completeUpTo: now, unseen: [], unkept: [], pause: async () => {} }
    verdicts.push((await judgeGate(QUESTION, observed, sound)).verdict)
  }
  return verdicts
}
