// The ledger of rollbacks: whether each is ready, for whoever may read; and what became of looks and rehearsals, from whoever ran them. Nothing is run from here.
import type { Express } from 'express'
import * as z from 'zod'
import type { Outcome, Rollouts } from '../../operations/operations.ts'
import { isoTime } from '../../presentation/times.ts'
import type { Readiness } from '../../rollouts/readiness.ts'
import { line } from '../bodies.ts'
import type { WebDeps } from '../deps.ts'
import { serve } from '../serve.ts'
import type { Json } from './api.ts'
import type { Post, Shown } from './posting.ts'

const AT = '/api/v1/rollouts'
const MOST_STEPS = 20
const LONGEST = 300

const by = line(120).min(1, 'must say who does it')
const version = line(120).min(1, 'must name a version')
const digest = z.string().regex(/^[\w.+:-]{1,200}$/, 'is no digest, such as sha256:9f86d0')
const words = z.string().max(LONGEST)
const step = z.strictObject({
  name: line(80).min(1),
  ok: z.boolean(),
  seconds: z.number().min(0).max(1e9),
  words,
})

const recordBody = z.strictObject({ by, version, digest })
const lookBody = z.strictObject({ by, version, digest: digest.nullable(), fault: words.nullable() })
const beginBody = z.strictObject({ by, from: version, to: version })
const endBody = z.strictObject({
  by,
  id: line(80).min(1),
  interrupted: z.boolean(),
  before: digest.nullable(),
  after: digest.nullable(),
  restore: step,
  invariants: z.array(step).max(MOST_STEPS),
})

export function rolloutRoute(
  app: Express,
  rollouts: Pick<Rollouts, 'readiness'>,
  { clock }: Pick<WebDeps, 'clock'>,
): void {
  serve(app, AT, () => {
    const now = clock.now()
    const shown = { now: isoTime(now), rollouts: rollouts.readiness().map(one => readinessJson(one, now)) }
    return { type: 'application/json', body: `${JSON.stringify(shown)}\n` }
  })
}

export function rolloutPosts(post: Post, rollouts: Rollouts): void {
  post(`${AT}/:id/digests`, 'act', recordBody, (given, id) => shownOf(rollouts.record(id, given)))
  post(`${AT}/:id/looks`, 'act', lookBody, (given, id) => shownOf(rollouts.look(id, given)))
  post(`${AT}/:id/rehearsals`, 'act', beginBody, (given, id) => {
    const outcome = rollouts.begin(id, given)
    return outcome.done ? { ...outcome, shown: { rehearsal: outcome.id } } : outcome
  })
  post(`${AT}/:id/ends`, 'act', endBody, ({ id, by: who, ...end }, rollout) =>
    shownOf(rollouts.end(rollout, id, who, end)),
  )
}

function shownOf(outcome: Outcome<object>): Outcome<{ shown: Shown }> {
  return outcome.done ? { ...outcome, shown: {} } : outcome
}

function readinessJson(one: Readiness, now: number): Json {
  const moment = (at: number | null): string | null => (at === null ? null : isoTime(at))
  return {
    rollout: one.rollout,
    ready: one.verdict === 'ready',
    verdict: one.verdict,
    reasons: one.reasons,
    from: one.runs,
    to: one.pair?.to ?? null,
    rehearsed_at: moment(one.rehearsedAt),
    conditions: one.conditions.map(({ name, holds, words: said, at }) => ({
      name,
      holds,
      words: said,
      at: moment(at),
      age_seconds: at === null ? null : Math.max(0, now - at) / 1000,
    })),
    underway:
      one.underway === null
        ? null
        : { from: one.underway.from, to: one.underway.to, begun_at: isoTime(one.underway.begunAt) },
  }
}
