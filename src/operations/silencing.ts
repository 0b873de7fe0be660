// Making a silence and ending it, each in one commit with the entry that says who did it.
import { createHash } from 'node:crypto'
import { type Coverage, coverageOf } from '../alerting/muting/coverage.ts'
import { faultOf, type Silence } from '../alerting/muting/silence.ts'
import { formatMatcher, type Matcher } from '../alerting/routing/matcher.ts'
import type { Rule } from '../alerting/rule.ts'
import type { Clock, Millis } from '../core/clock.ts'
import { formatMoment } from '../core/format.ts'
import type { Logger } from '../core/logger.ts'
import type { Store } from '../storage/store.ts'
import { findSilence } from './find.ts'
import { LONGEST, sameMoment, TOO_LONG } from './handling.ts'
import { type NewSilence, type Outcome, refused, withNote } from './operations.ts'

export interface SilencingDeps {
  store: Pick<Store, 'transaction' | 'silences' | 'history' | 'episodes' | 'series'>
  rules: readonly Rule[]
  /** The clock by which alerts are evaluated. */
  clock: Clock
  log: Logger
}

/** Silences among which those that are over are looked for. */
const SEARCHED = 1000

export function makeSilence(
  deps: SilencingDeps,
  wanted: NewSilence,
  isMeant: boolean,
): Outcome<{ silence: Silence }> {
  const { store, clock } = deps
  const outcome = store.transaction((): Outcome<{ silence: Silence }> => {
    const now = clock.now()
    const silence: Silence = { ...wanted, id: idOf(wanted), createdAt: now }
    const fault = faultOf(silence) ?? boundsOf(silence, now)
    if (fault !== null) return refused('invalid', fault)
    const same = store.silences.current(now).find(other => isSame(other, silence, now))
    if (same !== undefined) return { done: true, changed: false, silence: same }
    if (!isMeant && coverageNow(deps, silence.matchers).everything) return refused('invalid', EVERYTHING)
    store.silences.save(silence)
    record(deps, 'silenced', silence.createdBy, detailOf(silence, now))
    return { done: true, changed: true, silence }
  })
  return logged(deps, 'silenced', outcome, wanted.createdBy)
}

const EVERYTHING =
  'the silence would cover everything that can fire now: if that is meant, say so with --everything, or "everything": true'

export function coverageNow(
  { store, rules }: Pick<SilencingDeps, 'store' | 'rules'>,
  matchers: readonly Matcher[],
): Coverage {
  return coverageOf(matchers, { open: store.episodes.open(), series: store.series.all(), rules })
}

/** By its id, or by the first characters of it. */
export function expireSilence(deps: SilencingDeps, id: string, by: string): Outcome<{ silence: Silence }> {
  const { store, clock } = deps
  const outcome = store.transaction((): Outcome<{ silence: Silence }> => {
    const now = clock.now()
    const found = findSilence(store, id, now)
    if ('done' in found) return found
    if (found.endsAt <= now) return { done: true, changed: false, silence: found }
    const silence = { ...found, startsAt: Math.min(found.startsAt, now), endsAt: now }
    store.silences.save(silence)
    record(deps, 'unsilenced', by, `${silence.id}: ${matchersOf(silence)}`)
    return { done: true, changed: true, silence }
  })
  return logged(deps, 'unsilenced', outcome, by)
}

/** Those that are over, the latest end first, at most `limit`. */
export function pastSilences({ store, clock }: SilencingDeps, limit: number): readonly Silence[] {
  const now = clock.now()
  return store.silences
    .list(SEARCHED)
    .filter(({ endsAt }) => endsAt <= now)
    .slice(0, limit)
}

function record({ store, clock }: SilencingDeps, action: string, actor: string, detail: string): void {
  store.history.add({ at: clock.now(), actor, action, episodeId: null, detail })
}

function logged(
  { log }: SilencingDeps,
  action: string,
  outcome: Outcome<{ silence: Silence }>,
  by: string,
): Outcome<{ silence: Silence }> {
  if (outcome.done && outcome.changed) log.info(action, { silence: outcome.silence.id, by })
  return outcome
}

function boundsOf({ startsAt, endsAt }: Silence, now: Millis): string | null {
  if (endsAt <= now) return 'a silence must end in the future'
  return endsAt - startsAt > LONGEST || endsAt - now > 2 * LONGEST ? TOO_LONG : null
}

function idOf({ matchers, startsAt, endsAt, createdBy, comment }: NewSilence): string {
  const text = JSON.stringify([matchers, startsAt, endsAt, createdBy, comment])
  return createHash('sha256').update(text).digest('hex').slice(0, 12)
}

/** The same wish, sent again: of two that have begun the start does not matter. */
function isSame(a: Silence, b: Silence, now: Millis): boolean {
  const begun = a.startsAt <= now && b.startsAt <= now
  return (
    a.createdBy === b.createdBy &&
    a.comment === b.comment &&
    matchersOf(a) === matchersOf(b) &&
    sameMoment(a.endsAt, b.endsAt) &&
    (begun || sameMoment(a.startsAt, b.startsAt))
  )
}

function matchersOf({ matchers }: Pick<Silence, 'matchers'>): string {
  return matchers.map(formatMatcher).join(' ')
}

function detailOf(silence: Silence, now: Millis): string {
  const from = silence.startsAt > now ? `from ${formatMoment(silence.startsAt, 'UTC', now)} ` : ''
  const span = `${from}until ${formatMoment(silence.endsAt, 'UTC', now)}`
  return withNote(`${silence.id}: ${matchersOf(silence)} ${span}`, silence.comment)
}
