// Lifecycles for tests: one with only what matters said, and whole seeded histories.
import type { Millis } from '../../../src/core/clock.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/core/duration.ts'
import { type Random, randomStream } from '../../../src/core/random.ts'
import type { Lifecycle } from '../../../src/lifecycles/lifecycle.ts'
import type { LifecycleKind } from '../../../src/lifecycles/registry.ts'

/** Monday, 2025-09-01, 00:00 UTC. */
export const MONDAY: Millis = Date.UTC(2025, 8, 1)

export function lifecycle(kind: LifecycleKind, facts: Partial<Lifecycle> = {}): Lifecycle {
  return {
    kind,
    subject: 's',
    source: 'db',
    openedAt: null,
    startedAt: null,
    start: null,
    endedAt: null,
    outcome: null,
    measures: {},
    labels: {},
    ...facts,
  }
}

/** A task that was queued, waited and ran for so many milliseconds. */
export function task(openedAt: Millis, wait: Millis, run: Millis, facts: Partial<Lifecycle> = {}): Lifecycle {
  return lifecycle('task', {
    openedAt,
    startedAt: openedAt + wait,
    start: 'measured',
    endedAt: openedAt + wait + run,
    outcome: 'completed',
    labels: { task_type: 'build' },
    ...facts,
  })
}

const TYPES = ['build', 'review', 'test', 'deploy', 'report'] as const

/** Tasks with a daily rhythm; some are reconstructed, some never start, some never end. */
export function taskHistory(seed: number, count: number, span: Millis): Lifecycle[] {
  return Array.from({ length: count }, (_, index) => {
    const random = randomStream(seed, 'task', index)
    const day = Math.floor(random.uniform() * (span / DAY)) * DAY
    const openedAt = MONDAY + day + Math.floor(DAY * random.uniform() ** 1.5)
    const whole = task(
      openedAt,
      Math.round(random.lognormal(20 * MINUTE, 1)),
      Math.round(random.lognormal(90 * SECOND, 0.7)),
      {
        subject: `t${index}`,
        start: random.chance(0.3) ? 'reconstructed' : 'measured',
        outcome: random.chance(0.05) ? 'failed' : random.chance(0.1) ? 'phantom' : 'completed',
        labels: { task_type: TYPES[Math.min(4, Math.floor(random.exponential(1)))] ?? 'build' },
      },
    )
    if (random.chance(0.01)) return { ...whole, startedAt: null, start: null, endedAt: null, outcome: null }
    if (random.chance(0.01) && whole.start === 'measured') return { ...whole, endedAt: null, outcome: null }
    return whole
  })
}

/** Investments: realised after a median of four days, one in eight written off, the late ones pending. */
export function roiHistory(seed: number, count: number, span: Millis): Lifecycle[] {
  return Array.from({ length: count }, (_, index) => {
    const random = randomStream(seed, 'roi', index)
    const openedAt = MONDAY + Math.floor(random.uniform() * span)
    const endedAt = openedAt + Math.round(random.lognormal(4 * DAY, 0.6))
    return lifecycle('roi', {
      subject: `r${index}`,
      openedAt,
      endedAt,
      outcome: random.chance(1 / 8) ? 'written_off' : 'realised',
      measures: { projected: 100, realised: 90 },
      labels: { category: index % 4 === 0 ? 'ads' : 'tools' },
    })
  })
}

/** Claims with stated probability .8 of which six in ten are true; a random part is audited. */
export function claimHistory(seed: number, count: number, span: Millis): Lifecycle[] {
  return Array.from({ length: count }, (_, index) => {
    const random = randomStream(seed, 'claim', index)
    const openedAt = MONDAY + Math.floor(random.uniform() * span)
    return lifecycle('claim', {
      subject: `c${index}`,
      openedAt,
      ...verification(random, openedAt),
      labels: { claim_type: index % 3 === 0 ? 'served' : 'built' },
    })
  })
}

function verification(random: Random, openedAt: Millis): Partial<Lifecycle> {
  const measures = { probability: 0.7 + 0.2 * random.uniform(), propensity: 0.3 }
  const outcome = String(random.chance(0.6))
  const endedAt = openedAt + Math.round(random.exponential(12 * HOUR))
  if (random.chance(0.3)) {
    const earlier = { unaudited_at: openedAt + Math.round((endedAt - openedAt) / 2), unaudited_true: 1 }
    return { endedAt, outcome, measures: { ...measures, audit: 1, ...(random.chance(0.3) ? earlier : {}) } }
  }
  return random.chance(0.5) ? { endedAt, outcome, measures: { ...measures, audit: 0 } } : { measures }
}

export function observationHistory(seed: number, count: number, span: Millis): Lifecycle[] {
  return Array.from({ length: count }, (_, index) => {
    const random = randomStream(seed, 'observation', index)
    const at = MONDAY + Math.floor(random.uniform() * span)
    return lifecycle('observation', {
      subject: `o${index}`,
      openedAt: at,
      endedAt: at,
      measures: { value: 1 },
      labels: { name: index % 5 === 0 ? 'ledger' : 'heartbeat' },
    })
  })
}

/** Thirty tasks an hour. */
export function busy(from: number, hours: number, name = 'b'): Lifecycle[] {
  return Array.from({ length: hours * 30 }, (_, i) =>
    task(from + i * 2 * MINUTE, 0, MINUTE, { subject: `${name}${from}:${i}` }),
  )
}
