// Rollouts of which it is known whether the candidate is worse, looked at whenever a batch has had its time.
import { ALPHA } from '../../src/assurance/gate/compare.ts'
import { GUARDS, type Times } from '../../src/assurance/gate/guards.ts'
import type { Begun } from '../../src/assurance/gate/observed.ts'
import { DAY, MINUTE } from '../../src/core/duration.ts'
import { randomStream } from '../../src/core/random.ts'
import { createOddsEvidence, type OddsState } from '../../src/stats/comparison/odds-evidence.ts'
import { createSplitEvidence } from '../../src/stats/comparison/split-evidence.ts'

export interface World {
  /** Of the candidate among both. */
  share: number
  /** Share of tasks that fail, of the baseline at the beginning and at the end, and of the candidate in parts of that. */
  base: number
  baseAtEnd: number
  worse: number
  tasks: number
}

/** A tenth of tasks take longer than this. */
const TIMES: Times = { horizon: DAY, slow: 10 * MINUTE }
const BATCH = 20

export interface Ended {
  /** After how many tasks of both sides it was said to be worse; null: never. */
  failedAfter: number | null
  /** After how many twice the odds of failing were excluded; null: never. */
  excludedAfter: number | null
  isMismatch: boolean
  failures: OddsState
}

/** What a gate says at every look: a guard that has failed once has failed. */
export function rollOut(world: World, seed: number): Ended {
  const tasks = drawn(world, seed)
  const all = GUARDS.map(guard => ({ guard, odds: createOddsEvidence(ALPHA.guard) }))
  const enough = -Math.log(ALPHA.guard)
  let failedAfter: number | null = null
  let excludedAfter: number | null = null
  for (let at = 0; at + BATCH <= tasks.length; at += BATCH) {
    for (const { guard, odds } of all) {
      const batch = tasks.slice(at, at + BATCH)
      const hit = batch.filter(task => guard.happened(task, TIMES))
      const first = batch.filter(({ isCandidate }) => isCandidate).length
      odds.add(
        { first, second: BATCH - first, events: hit.length },
        hit.filter(({ isCandidate }) => isCandidate).length,
      )
    }
    const states = all.map(({ odds }) => odds.state())
    if (states.some(({ worse }) => worse >= enough)) failedAfter ??= at + BATCH
    if ((states[0]?.upper ?? 0) <= 2) excludedAfter ??= at + BATCH
  }
  const split = createSplitEvidence(world.share)
  for (const { isCandidate } of tasks) split.add(isCandidate)
  const isMismatch = split.evidence() >= -Math.log(ALPHA.split)
  const failures = all[0]?.odds.state() ?? { worse: 0, lower: 0, upper: 0 }
  return { failedAfter, excludedAfter, isMismatch, failures }
}

function drawn({ share, base, baseAtEnd, worse, tasks }: World, seed: number): Begun[] {
  const random = randomStream(seed, 'rollout', share, base, baseAtEnd, worse)
  return Array.from({ length: tasks }, (_, index) => {
    const isCandidate = random.chance(share)
    const now = base + ((baseAtEnd - base) * index) / tasks
    const hasFailed = random.chance(isCandidate ? worse * now : now)
    return {
      isCandidate,
      at: index * MINUTE,
      took: random.chance(0.1) ? 20 * MINUTE : MINUTE,
      outcome: hasFailed ? 'failed' : 'other',
    }
  })
}

/** Standard normal quantiles of .95 and .8. */
const [Z_ALPHA, Z_POWER] = [1.6448536, 0.8416212]

/**
 * Tasks of both sides together that a comparison of two proportions takes which looks once, one-sided at 5 % with a power of 80 % (Fleiss 1981, equation 3.14, without
 * the correction for continuity).
 */
export function fixedSample(base: number, candidate: number, share: number): number {
  const pooled = share * candidate + (1 - share) * base
  const under = Z_ALPHA * Math.sqrt(pooled * (1 - pooled) * (1 / share + 1 / (1 - share)))
  const over = Z_POWER * Math.sqrt((candidate * (1 - candidate)) / share + (base * (1 - base)) / (1 - share))
  return ((under + over) / (candidate - base)) ** 2
}
