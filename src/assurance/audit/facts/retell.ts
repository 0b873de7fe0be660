// What a source would bring from now on, were its future as its past: the lifecycles that are kept one by one, told again as events.
import type { Millis } from '../../../core/clock.ts'
import { DAY, WEEK } from '../../../core/duration.ts'
import type { Event } from '../../../events/event.ts'
import { verificationsOf } from '../../../lifecycles/kinds/claim.ts'
import type { Lifecycle } from '../../../lifecycles/lifecycle.ts'

/**
 * The latest of them that make whole weeks, or whole days where less is kept: null where not even a day is.
 *
 * @param ended in order of end
 */
export function latestOf(
  ended: readonly Lifecycle[],
  now: Millis,
): { period: Millis; lifecycles: Lifecycle[] } | null {
  const first = ended[0]?.endedAt
  if (first === undefined || first === null) return null
  const known = now - first
  const unit = known >= WEEK ? WEEK : DAY
  const period = Math.floor(known / unit) * unit
  if (period === 0) return null
  return { period, lifecycles: ended.filter(({ endedAt }) => (endedAt ?? 0) >= now - period) }
}

/** The events of which one was made, so much later, under a subject of its own. Of what was removed nothing is told. */
export function eventsOf(lifecycle: Lifecycle, later: Millis): Event[] {
  const { kind, source, subject: own } = lifecycle
  const subject = `${own}+${later}`
  const told = tellings[kind]?.(lifecycle) ?? []
  return told.map(({ at, ...event }): Event => {
    const id = `shadow:${source}:${subject}:${event.type}:${at}`
    return { ...event, id, at: at + later, source, subject, attributes: {} }
  })
}

type Said<One> = One extends Event ? Pick<One, 'type' | 'data' | 'at'> : never
type Telling = Said<Event>

/** Of another kind nothing is told: what it would be plainly is not known here. */
const tellings: Readonly<Partial<Record<string, (lifecycle: Lifecycle) => Telling[]>>> = {
  task: ({ openedAt, startedAt, start, endedAt, outcome, labels }) => {
    const { task_type: taskType = 'other', model, table, variant } = labels
    const data = {
      taskType,
      ...(model === undefined ? {} : { model }),
      ...(variant === undefined ? {} : { variant }),
      ...(table === undefined ? {} : { table }),
    }
    const told: Telling[] = []
    if (openedAt !== null) told.push({ type: 'task.queued', at: openedAt, data })
    if (startedAt !== null && start === 'measured') told.push({ type: 'task.started', at: startedAt, data })
    if (endedAt === null) return told
    if (outcome === 'completed') return [...told, { type: 'task.finished', at: endedAt, data }]
    return [...told, { type: 'task.failed', at: endedAt, data: { ...data, phantom: outcome === 'phantom' } }]
  },
  claim: lifecycle => {
    const { openedAt, labels, measures } = lifecycle
    const { probability = 1, propensity } = measures
    const { claim_type: claimType = 'other', model, table } = labels
    const made = {
      claimType,
      probability,
      ...(propensity === undefined ? {} : { propensity }),
      ...(model === undefined ? {} : { model }),
      ...(table === undefined ? {} : { table }),
    }
    const { audited, unaudited } = verificationsOf(lifecycle)
    const verified = [audited, unaudited].flatMap((one, place): Telling[] => {
      if (one === null) return []
      const data = { outcome: one.outcome, verifier: 'human' as const, audit: place === 0 }
      return [{ type: 'claim.verified', at: one.at, data }]
    })
    return [
      ...(openedAt === null ? [] : [{ type: 'claim.made' as const, at: openedAt, data: made }]),
      ...verified,
    ]
  },
  roi: ({ openedAt, endedAt, outcome, labels, measures }) => {
    const { category, table } = labels
    const { projected: amount = 0, realised = 0 } = measures
    const data = {
      amount,
      ...(category === undefined ? {} : { category }),
      ...(table === undefined ? {} : { table }),
    }
    const told: Telling[] = openedAt === null ? [] : [{ type: 'roi.projected', at: openedAt, data }]
    if (endedAt === null) return told
    if (outcome === 'realised')
      return [...told, { type: 'roi.realised', at: endedAt, data: { amount: realised } }]
    return [...told, { type: 'roi.written_off', at: endedAt, data: {} }]
  },
  checkout: ({ openedAt, endedAt, outcome, labels: { step = 'other', reason } }) => {
    const told: Telling[] =
      openedAt === null ? [] : [{ type: 'checkout.started', at: openedAt, data: { step } }]
    if (endedAt === null) return told
    if (outcome === 'completed') return [...told, { type: 'checkout.completed', at: endedAt, data: { step } }]
    const type = outcome === 'expired' ? 'checkout.expired' : 'checkout.failed'
    return [...told, { type, at: endedAt, data: { step, ...(reason === undefined ? {} : { reason }) } }]
  },
  observation: ({ openedAt, labels: { name = 'other' }, measures: { value = 1 } }) =>
    openedAt === null ? [] : [{ type: 'gauge.observed', at: openedAt, data: { name, value } }],
  sample: ({ openedAt, labels: { name = 'other', labels }, measures: { value = 1 } }) => {
    const data = labels === undefined ? { name, value } : { name, labels, value }
    return openedAt === null ? [] : [{ type: 'sample.taken', at: openedAt, data }]
  },
}
