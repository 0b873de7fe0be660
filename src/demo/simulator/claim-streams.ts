// What is said of finished tasks: claims of success, of which some are verified, and the platform's own measurements.
import { HOUR } from '../../core/duration.ts'
import { type Random, randomStream } from '../../core/random.ts'
import { type Claim, round, type Sample, type Task, type World, wasDone } from './entities.ts'
import type { Conditions } from './plants.ts'
import { TASK_TYPES } from './work.ts'

export const AUDIT_PROPENSITY = 0.35
const SAMPLED_SHARE = 1 / 8

/** Whoever did the work claims success, with a probability; the claim is made before the record is written. */
export function claimStream({ seed }: World, rules: Conditions): (ended: readonly Task[]) => Claim[] {
  let id = 0
  return ended =>
    ended.filter(wasDone).map(task => {
      id += 1
      const random = randomStream(seed, 'claim', task.id)
      const madeAt = task.endedAt
      const confidence = random.normal()
      const probability = round(logistic(logit(rules.claimed(madeAt)) + 0.5 * confidence), 4)
      const truth = random.chance(logistic(logit(0.6) + 0.3 * confidence))
      const audited = random.chance(AUDIT_PROPENSITY)
      // Whoever is not audited likes to show what went well.
      const volunteered = random.chance(truth ? 0.35 : 0.08)
      const auditDelay = random.lognormal(12 * HOUR, 0.55)
      const ownDelay = random.lognormal(6 * HOUR, 0.55)
      const seen = audited || volunteered
      return {
        id,
        task,
        claimType: TASK_TYPES[task.type].claim,
        probability,
        truth,
        audited,
        madeAt,
        verifiedAt: seen ? madeAt + Math.round(audited ? auditDelay : ownDelay) : null,
        verifier: seen ? verifierOf(audited, random) : null,
      }
    })
}

function verifierOf(audited: boolean, random: Random): string {
  if (!audited) return 'self'
  return random.chance(0.8) ? 'test' : 'human'
}

export function sampleStream({ seed }: World): (ended: readonly Task[]) => Sample[] {
  let id = 0
  return ended =>
    ended.flatMap(task => {
      const random = randomStream(seed, 'sample', task.id)
      if (!random.chance(SAMPLED_SHARE)) return []
      id += 1
      const tokens = Math.round(random.lognormal(2600, 0.6))
      const cost = round(tokens * 4e-6, 6)
      return [{ id, task, tokens, cost, accuracy: round(0.9 + 0.08 * random.uniform(), 3) }]
    })
}

function logit(probability: number): number {
  return Math.log(probability / (1 - probability))
}

function logistic(value: number): number {
  return 1 / (1 + Math.exp(-value))
}
