// Ticks over what was kept, by a clock that leaps from one moment to the next at which anything can happen: the stages of a live tick from
// detection on, in the same order, and messages that are taken at once by nobody.

import { lastDue } from '../../alerting/digest.ts'
import type { ManualClock, Millis } from '../../core/clock.ts'
import { soundStatus } from '../../pipeline/collect/status.ts'
import { pruneMessages } from '../../pipeline/retention.ts'
import { evaluateAlerts, type Stage, type TickDeps, tick } from '../../pipeline/tick.ts'
import type { Act } from './acts.ts'
import type { Feed } from './feed.ts'

export interface Running {
  deps: TickDeps & { clock: ManualClock }
  feed: Feed
  /** In order. */
  acts: readonly Act[]
  /** How far each source lags behind the present, by name. */
  lags: ReadonlyMap<string, Millis>
  begin: Millis
  end: Millis
  /** Of one of its ticks: the others lie whole intervals before and after it. */
  origin: Millis
  /** How many messages have been owed so far. */
  owed(): number
  /** Whether what was waited for has come, and nothing after it matters. Left out: it goes on to its end. */
  isEnough?(): boolean
  /** Real time has passed; `now` lies between begin and end. */
  onProgress(now: Millis): void
}

export interface Ran {
  ticks: number
  /** Acts that were done again, and those that there was nothing to do to. */
  acts: { done: number; idle: number }
}

const STAGES: readonly Stage[] = ['detect', 'correlate', 'alert']

/** Rejects where a stage fails: half a replay says nothing. */
export async function run(running: Running, signal: AbortSignal): Promise<Ran> {
  const { deps, feed, begin, end, origin, onProgress } = running
  const { clock, store, interval } = deps
  const taking = createTaking(running)
  const between = createBetween(running, taking)
  const ran = { ticks: 0, acts: between.acts }
  const onGrid = (at: Millis): Millis => origin + Math.ceil((at - origin) / interval) * interval
  for (let now = onGrid(begin); now <= end; now = onGrid(nextOf(running, now, between.nextAct()))) {
    signal.throwIfAborted()
    await between.upTo(now)
    clock.set(now)
    feed.giveUpTo(now)
    seeSources(running, now)
    if (!(await tick(deps, signal, STAGES))) {
      signal.throwIfAborted()
      throw new Error(
        `the replay failed at ${new Date(now).toISOString()}: ${deps.live.fault?.message ?? ''}`,
      )
    }
    taking.upTo(now)
    pruneMessages(store, now)
    ran.ticks += 1
    onProgress(now)
    if (running.isEnough?.() === true) return ran
  }
  await between.upTo(end)
  return ran
}

/** What happens between two ticks: people act, and a wait is over. Alerts are evaluated after each, as they are live. */
function createBetween(running: Running, taking: ReturnType<typeof createTaking>) {
  const { deps, acts } = running
  const { clock, live } = deps
  const counted = { done: 0, idle: 0 }
  let place = 0
  let since = Number.NEGATIVE_INFINITY
  const nextWait = (): Millis =>
    Math.min(...live.suppressed.map(({ until }) => (until !== null && until > since ? until : Infinity)))
  const nextAct = (): Millis => acts[place]?.at ?? Number.POSITIVE_INFINITY
  return {
    acts: counted,
    nextAct,
    async upTo(now: Millis): Promise<void> {
      for (let at = Math.min(nextAct(), nextWait()); at < now; at = Math.min(nextAct(), nextWait())) {
        since = Math.max(at, since)
        clock.set(at)
        for (let act = acts[place]; act !== undefined && act.at <= at; act = acts[++place]) {
          if (act.again(deps)) counted.done += 1
          else counted.idle += 1
        }
        await evaluateAlerts(deps)
        taking.upTo(at)
      }
      since = now
    },
  }
}

/** Sources as they are where nothing is wrong with them. */
function seeSources({ deps: { live }, lags }: Running, now: Millis): void {
  for (const [name, lag] of lags) {
    live.sources.set(name, soundStatus({ name, completeUpTo: now - lag, at: now }))
  }
}

/** Nothing is sent: there is no notifier here. Each message counts as taken at once, so that what follows it follows. */
function createTaking({ deps: { store }, owed }: Running) {
  const { outbox } = store
  let taken = 0
  return {
    upTo(now: Millis): void {
      if (owed() === taken) return
      for (let due = outbox.due(now, AT_ONCE); due.length > 0; due = outbox.due(now, AT_ONCE)) {
        store.transaction(() => {
          for (const { id } of due) {
            outbox.begin(id, now)
            outbox.settle(id, 'accepted', now, 'replayed, and not sent')
          }
        })
      }
      taken = owed()
    },
  }
}

const AT_ONCE = 100

/** The next tick at which anything can happen; while something stands, the very next one. */
function nextOf(running: Running, now: Millis, act: Millis): Millis {
  const { deps, feed } = running
  const { store, interval, live } = deps
  const next = now + interval
  const isQuiet =
    live.suppressed.length === 0 &&
    store.changes.allStanding().length === 0 &&
    store.episodes.open().length === 0 &&
    store.episodes.owedEnds().length === 0 &&
    store.incidents.open().length === 0
  if (!isQuiet) return next
  const moments = [feed.next() ?? Infinity, nextLook(running, now), act + 1]
  const at = Math.max(next, Math.min(...moments, running.end + interval))
  const reports = deps.digests.map(digest => lastDue(digest, at)).filter(due => due > now)
  return Math.max(next, Math.min(at, ...reports))
}

/** How often detection looks at a silent series by the clock alone, in parts of its bucket, as it does live. */
const LOOKS_A_BUCKET = 4

/** When the clock alone may make a difference: to a series of which nothing comes. */
function nextLook({ deps, feed }: Running, now: Millis): Millis {
  const { store, live, plan } = deps
  let earliest = Number.POSITIVE_INFINITY
  for (const series of store.series.all()) {
    const before = live.known.get(series.id)
    if (before === undefined) continue
    const isSilent = (store.series.lastPoint(series.id)?.value ?? 0) === 0
    if (!isSilent && !feed.isOverdue(series.id, now)) continue
    const behind = now - (plan.settingsOf(series)?.indicator.maturity ?? 0) - before.quietSince
    const left = series.bucket / LOOKS_A_BUCKET - behind + 1
    earliest = Math.min(earliest, now + left)
  }
  return earliest
}
