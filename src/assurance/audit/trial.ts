// Plants a fault in a shadow of one series and runs the live stages over it, up to the rendered message: was it noticed, when, as what,
// and who would have had which message. Nothing can be sent: a tick has no notifier.
import { selects } from '../../alerting/match.ts'
import type { Rule } from '../../alerting/rule.ts'
import type { ManualClock, Millis } from '../../core/clock.ts'
import { HOUR, MINUTE } from '../../core/duration.ts'
import type { Interval } from '../../core/interval.ts'
import { randomStream } from '../../core/random.ts'
import type { OwedMessage } from '../../delivery/outbox/message.ts'
import type { ChangeKind, Direction, Severity } from '../../detection/change.ts'
import { kindOf } from '../../detection/kinds/kinds.ts'
import type { Indicator } from '../../indicators/indicator.ts'
import type { Plan } from '../../pipeline/plan.ts'
import type { Suppressed } from '../../pipeline/status.ts'
import type { TickDeps } from '../../pipeline/tick.ts'
import type { Point, Series } from '../../series/series.ts'
import type { Store } from '../../storage/store.ts'
import { createFeed } from '../replay/feed.ts'
import { run } from '../replay/run.ts'
import { futureOf } from './future.ts'
import type { Kept } from './kept.ts'
import type { Ground, Plant, Size } from './plants/plant.ts'
import { typicalOf, USUAL } from './plants/typical.ts'
import { copyPresent, type Shadow, withShadow } from './shadow.ts'

export interface TrialInput {
  kept: Kept
  clock: ManualClock
  /** What a tick needs beside the store; each trial has a memory of its own. */
  depsOf(store: Store): Omit<TickDeps, 'store' | 'clock'>
  /** How far each source lags behind, by name. */
  lags: ReadonlyMap<string, Millis>
  /** When the service last looked: what is planted begins after it. */
  now: Millis
  plan: Plan
  rules: readonly Rule[]
}

export interface Raised {
  /** When it was first known. */
  at: Millis
  kind: ChangeKind
  direction: Direction
  severity: Severity
  onset: Interval
}

export interface Reported {
  at: Millis
  to: string
  channel: string
  subject: string
  /** Bytes that would have been sent. */
  size: number
}

export interface Trial {
  plant: string
  series: Series
  onset: Millis
  /** Up to when it was waited for. */
  until: Millis
  /** What detection raised after the onset, the first first. */
  raised: readonly Raised[]
  /** The first message; null: nobody would have been notified. */
  reported: Reported | null
  /** What kept people from being notified when the trial ended. */
  suppressed: readonly Suppressed[]
}

/** Null, and why: nothing can be planted there. */
export type Unplanted = { plant: string; series: Series; unplanted: string }

/** Buckets for which nothing has come of a series that is not planted in. */
const STALE = 4

export async function tryPlant(
  plant: Plant,
  size: Size | null,
  series: Series,
  input: TrialInput,
  signal: AbortSignal,
): Promise<Trial | Unplanted> {
  const { kept, clock, now } = input
  const found = groundOf(plant, series, input)
  if ('unplanted' in found) return { plant: plant.name, series, ...found }
  const { ground, future, indicator } = found
  const { onset } = ground
  const planted = plant.apply(future, size, ground)
  return withShadow(async shadow => {
    copyPresent(kept, series, shadow)
    clock.set(now)
    return follow({ plant, series, onset, planted, indicator }, shadow, input, signal)
  })
}

interface Found {
  ground: Ground
  /** What would come without the plant. */
  future: readonly Point[]
  indicator: Indicator
}

function groundOf(
  plant: Plant,
  series: Series,
  { kept, now, plan, rules }: TrialInput,
): Found | Pick<Unplanted, 'unplanted'> {
  const because = (unplanted: string) => ({ unplanted })
  const { id, key, bucket } = series
  if (kept.changes.standing(id) !== null) return because('something stands on it already')
  const indicator = plan.settingsOf(series)?.indicator
  const past = kept.series.points(id, 0)
  const last = past.at(-1)
  if (indicator === undefined || last === undefined) return because('it is not computed any more')
  const { family, goodDirection, maturity } = indicator
  if (!plant.families.includes(family)) return because('it cannot happen to it')
  if (
    goodDirection === null &&
    !isNeverGood(plant) &&
    !rules.some(rule => rule.when === 'any' && selects(rule, series))
  )
    return because('neither direction is worse, and no rule asks for both')
  const recent = past.slice(-USUAL)
  const unfit = plant.unfit?.(recent) ?? null
  if (unfit !== null) return because(`it ${unfit}`)
  const typical = typicalOf(recent, family)
  const future = futureOf(past, bucket, plant.within)
  if (typical === null || future === null) return because('too little of it is known')
  if (kept.series.monitorText(id) === null) return because('it is not watched yet')
  const onset = last.at + bucket
  if (now - onset > STALE * bucket + maturity) return because('nothing has come of it lately')
  const direction = goodDirection === 'up' ? 'down' : 'up'
  const random = randomStream(1, plant.name, key)
  return { ground: { onset, bucket, family, typical, direction, random }, future, indicator }
}

function isNeverGood({ kinds }: Plant): boolean {
  return kinds.some(kind => kindOf(kind).good === 'never')
}

interface Planted {
  plant: Plant
  series: Series
  onset: Millis
  planted: readonly Point[]
  indicator: Indicator
}

async function follow(
  { plant, series, onset, planted, indicator }: Planted,
  shadow: Shadow,
  { clock, depsOf, lags, now }: TrialInput,
  signal: AbortSignal,
): Promise<Trial> {
  const owed: OwedMessage[] = []
  const outbox: Store['outbox'] = {
    ...shadow.outbox,
    add: messages => {
      owed.push(...messages)
      shadow.outbox.add(messages)
    },
  }
  const store: Store = { ...shadow, outbox }
  const made = depsOf(store)
  const { plan } = made
  const only: typeof plan = {
    ...plan,
    settingsOf: one => (one.id === series.id ? plan.settingsOf(one) : null),
  }
  const interval = Math.max(made.interval, Math.min(series.bucket / 4, LONGEST_TICK))
  const deps = { ...made, plan: only, digests: [], interval, store, clock }
  const lag = Math.max(0, ...plan.sourcesOf(series).map(name => lags.get(name) ?? 0))
  const fed = { series, indicator, grain: plan.accumulated[indicator.kind].grain, lag }
  const feed = createFeed([fed], { series: { ...shadow.series, ...reading(planted) } }, store)
  const until = onset + plant.within * series.bucket + indicator.maturity + lag + HOUR
  const running = { deps, feed, acts: [], lags, begin: now, end: until, origin: 0, owed: () => owed.length }
  await run({ ...running, isEnough: () => owed.length > 0, onProgress: () => {} }, signal)
  const [first] = owed
  return {
    plant: plant.name,
    series,
    onset,
    until,
    raised: raisedIn(store, series),
    reported: first === undefined ? null : reportedOf(first),
    suppressed: deps.live.suppressed,
  }
}

/** While something stands every tick is run. */
const LONGEST_TICK: Millis = 15 * MINUTE

function reading(points: readonly Point[]): Pick<Store['series'], 'points' | 'lastPoint'> {
  return {
    points: (_, from, to = Number.POSITIVE_INFINITY) => points.filter(({ at }) => at >= from && at < to),
    lastPoint: () => points.at(-1) ?? null,
  }
}

function raisedIn({ changes }: Pick<Store, 'changes'>, { id }: Series): Raised[] {
  return changes
    .list(Number.MAX_SAFE_INTEGER)
    .filter(({ seriesId }) => seriesId === id)
    .toReversed()
    .map(({ raisedAt, alarm: { severity }, change: { kind, direction, onset } }) => {
      return { at: raisedAt, kind, direction, severity, onset }
    })
}

function reportedOf({ createdAt, recipient, channel, subject, bytes }: OwedMessage): Reported {
  return { at: createdAt, to: recipient, channel, subject, size: bytes.length }
}
