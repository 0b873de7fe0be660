// What an event of Stripe says: the facts that it gives, or why it gives none. However often and in whatever order events come,
// the same object begins and ends at the same moments.
import { SECOND } from '../../core/duration.ts'
import { PASSED_OVER, type RefusalReason } from '../../events/intake.ts'
import type { RefusedCandidate } from '../source.ts'
import { chargelessDecline, type End, isShown, type Shown, STEPS, type Step } from './steps.ts'

export interface Meaning {
  candidates: readonly unknown[]
  refused: readonly RefusedCandidate[]
}

/** Why Stripe brings what cannot be used, beside the reasons that every source has. */
type Unusable = RefusalReason | 'thin' | 'other_mode'

interface Meant {
  source: string
  mode: 'live' | 'test'
}

/** Seconds since 1970 in the year 5000: what is beyond was not meant as seconds. */
const LATEST = 95_617_584_000

/** Null where it is no event of Stripe at all. */
export function meaningOf(value: unknown, { source, mode }: Meant): Meaning | null {
  if (!isShown(value)) return null
  const { object, type } = value
  if (object === 'v2.core.event')
    return refuse('thin', `${nameOf(type)} shows no object: send snapshots of events to this address`)
  if (object !== 'event') return null
  const { id, created, livemode, account, data } = value
  if (!isId(id) || typeof type !== 'string' || !isMoment(created) || typeof livemode !== 'boolean')
    return refuse('invalid', `${nameOf(id)}: its id, type, created or livemode is none`)
  if (livemode !== (mode === 'live')) {
    // An endpoint that hears of connected accounts in live mode is sent what they do in test mode, too.
    if (account !== undefined) return refuse(PASSED_OVER, `${id} is of the other mode of ${nameOf(account)}`)
    return refuse(
      'other_mode',
      `${id} is of ${livemode ? 'live' : 'test'} mode, and mode of this source is ${mode}`,
    )
  }
  const shown = isShown(data) && isShown(data.object) ? data.object : {}
  const step = STEPS.get(String(shown.object))
  if (step === undefined) return refuse(PASSED_OVER, nameOf(type))
  if (!isId(shown.id) || !isMoment(shown.created))
    return refuse('invalid', `${id}: the ${nameOf(shown.object)} in it has no id or no created`)
  return factsOf({ source, id, type, created, step, shown, subject: shown.id, begun: shown.created })
}

interface Told {
  source: string
  id: string
  type: string
  created: number
  step: Step
  shown: Shown
  subject: string
  begun: number
}

function factsOf(told: Told): Meaning {
  const { source, id, type, created, step, shown, subject } = told
  const begun = step.startedAt === undefined ? told.begun : step.startedAt(shown)
  const own = { source, id, step: step.name, subject, begun, created }
  const attempt = step.name === 'payment' ? chargelessDecline(type, shown) : null
  const tried =
    attempt === null ? [] : lifeOf({ ...own, step: 'charge', subject: id, begun: created }, attempt)
  const end = Object.hasOwn(step.ends, type) ? (step.ends[type]?.(shown) ?? null) : null
  const isTold = isMoment(begun) && (end !== null || step.isOpen(shown))
  const candidates = [...(isTold ? lifeOf({ ...own, begun }, end) : []), ...tried]
  return candidates.length === 0 ? refuse(PASSED_OVER, nameOf(type)) : { candidates, refused: [] }
}

interface Life {
  source: string
  id: string
  step: string
  subject: string
  begun: number
  created: number
}

/** The start has an id by the object, for every event of it tells the same; the end one by the event. */
function lifeOf({ source, id, step, subject, begun, created }: Life, end: End | null): object[] {
  const common = { source, subject, attributes: {} }
  const start = {
    ...common,
    id: `${source}:${subject}:started`,
    type: 'checkout.started',
    at: begun * SECOND,
    data: { step },
  }
  if (end === null) return [start]
  const { type, at = created, ...why } = end
  const over = {
    ...common,
    id: `${source}:${id}:${step}`,
    type: `checkout.${type}`,
    at: Math.max(begun, isMoment(at) ? at : created) * SECOND,
    data: { step, ...why },
  }
  return [start, over]
}

function refuse(reason: Unusable, detail: string): Meaning {
  return { candidates: [], refused: [{ reason, detail }] }
}

function isMoment(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) > 0 && Number(value) < LATEST
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && /^[\w-]{1,128}$/.test(value)
}

/** A name as it may be said to a person. */
function nameOf(value: unknown): string {
  return typeof value === 'string' ? value.replace(/[^\w.-]/g, '?').slice(0, 80) : 'what has no name'
}
