// Later looks at a baseline: everything is learned again from all points so far, after they were searched for a change.

import { DAY } from '../../core/duration.ts'
import { type Baseline, fitScores } from '../baseline/baseline.ts'
import { coarser, type History, historyScores, type Scored } from '../baseline/history.ts'
import { type Found, fewestToSearch, searchBaseline } from '../baseline/search.ts'
import { mayBeRandomWalk } from '../baseline/whitened.ts'
import type { MonitorOptions } from '../change.ts'
import { baselineLength, lastSearch, lookAfter } from '../evidence/levels.ts'
import { goOn, likelihoodsOf } from '../noise/filters.ts'
import { rivalLead, wanderLead } from '../noise/refute.ts'
import { type LocalClock, slotsOf } from '../rhythm/clock.ts'
import { coverageGapsOf } from './coverage-gaps.ts'
import { kindsWatched, shifting, startLive, type Watched } from './live.ts'
import { raise } from './raise.ts'
import type { LiveState } from './state.ts'

/**
 * No look is taken at evidence of this power of a watch's or more: what may be a change in the making is not learned. Where
 * only a wander stands between AR(1) and a watch, the look waits as well, unless the wander is beyond doubt.
 */
const CALM = 0.4
const CALM_ALONE = 0.6
const BEYOND_DOUBT = 8

/** Takes the look that is due, if one is: at 2 and 4 weeks, asked once a day until the series is calm, and not after the last search, at 8. */
export function lookAgain(live: LiveState, watched: Watched): LiveState {
  const { history } = live
  if (history === null) return live
  const { bucket } = watched.options
  const due = lookAfter(live.looked, bucket)
  const daily = bucket >= DAY && due !== null
  const points = due ?? lastSearch(bucket)
  const asked = history.have >= points && (history.have - points) % Math.max(1, slotsOf(bucket)) === 0
  const disputed = !daily && !asked && isDisputed(live, history, watched)
  if (!daily && !asked && !disputed) return live
  if (live.alarms.some(alarm => alarm !== null)) return live
  const samples = historyScores(history, bucket)
  const { clock } = live.reading
  const wide = { ...watched.options, bucket: bucket * history.group }
  const baseline = disputed || asked ? fitScores(samples, wide, clock) : null
  const found = isWalk(live) && !daily ? null : foundIn(samples, baseline, wide, clock, disputed)
  if (found !== null) return raiseFound(live, history, found, watched)
  if (!asked) return live
  if (baseline === null || due === null) return { ...live, history: null }
  if (!isCalm(live, watched) && !isOverdue(live, history, watched)) return waited(live, history, bucket)
  const looked = relearned(live, baseline, watched, live.provisional)
  const last = lookAfter(due, bucket) === null
  const kept = last ? coarser(history, bucket, Math.max(1, slotsOf(bucket) / PARTS_OF_A_DAY)) : history
  return { ...looked, looked: due, provisional: false, history: kept }
}

/**
 * Whether AR(1) alone would raise a watch that a wander stands in the way of: asked twice a day, for a search that weighs a step
 * against the wander. What is remembered in parts of days is too coarse for it.
 */
function isDisputed(live: LiveState, history: History, { options, detectors }: Watched): boolean {
  const every = Math.max(1, slotsOf(options.bucket) / ASKED_A_DAY)
  if (history.group > 1 || history.have % every !== 0 || live.model.type === 'rate') return false
  const [, plain] = shifting(live, detectors)
  return plain >= live.model.rows.logThreshold
}

const ASKED_A_DAY = 2

/**
 * A change within these samples that no wander accounts for; `baseline` is what would be learned without it. Where that is disputed,
 * it is weighed against a followed volatility too, and a rival counts even if it is no likelier than none.
 */
export function foundIn(
  samples: readonly Scored[],
  baseline: Baseline | null,
  options: MonitorOptions,
  clock: LocalClock,
  disputed = false,
): Found | null {
  if (samples.length < fewestToSearch(options.bucket)) return null
  const found = searchBaseline(samples, options.bucket, clock, baseline?.profile)
  if (found === null || baseline === null || baseline.noise === null) return found
  const lead = disputed ? Math.max(0, rivalLead(baseline.noise)) : wanderLead(baseline.noise)
  if (!disputed && !(lead > 0)) return found
  const gain = likelihood(fitScores(samples, options, clock, found)) - likelihood(baseline)
  return gain - Math.log(samples.length) - lead > BEYOND_DOUBT ? found : null
}

/** Log likelihood of a baseline under AR(1) alone, in the unit of the scores. */
function likelihood({ model, noise, samples }: Baseline): number {
  if (model.type === 'rate' || noise === null) return Number.NEGATIVE_INFINITY
  return (likelihoodsOf(noise)[0] ?? 0) - samples.length * Math.log(model.sigma)
}

/** After the last learning only a search is to come: a history of quarters of days is enough for it. */
const PARTS_OF_A_DAY = 4

function isWalk({ model }: LiveState): boolean {
  return model.type === 'whitened' && mayBeRandomWalk(model)
}

/** A series that has not been calm in eight weeks keeps the baseline that it has, and no more of its points. */
function waited(live: LiveState, { have }: History, bucket: number): LiveState {
  return have < lastSearch(bucket) ? live : { ...live, history: null }
}

/**
 * One week does not last: after a week more than the look was due in, without an alarm and without a step that the search would have
 * found, evidence against a provisional baseline tells of that week alone.
 */
function isOverdue({ provisional }: LiveState, { have }: History, { options }: Watched): boolean {
  return provisional && have >= WAITED * baselineLength(options.bucket)
}

const WAITED = 1.5

function isCalm(live: LiveState, { detectors }: Watched): boolean {
  const { reading, model } = live
  if (model.type === 'rate') return false
  const [agreed, plain] = shifting(live, detectors)
  const { logThreshold } = model.rows
  if (agreed >= CALM * logThreshold) return false
  return (
    plain < CALM_ALONE * logThreshold || (reading.noise !== null && wanderLead(reading.noise) > BEYOND_DOUBT)
  )
}

/** The evidence gathered so far stays; all caution that comes from the baseline's own error shrinks with it. */
function relearned(
  live: LiveState,
  baseline: Baseline,
  { detectors, options }: Watched,
  provisional: boolean,
): LiveState {
  const parts = live.parts.map((part, place) => {
    const detector = detectors[place]
    if (detector === undefined || live.broken[detector.name] !== undefined) return null
    if (part === null || detector.relearn === undefined) return detector.init(baseline)
    return detector.relearn(part, baseline)
  })
  return {
    ...live,
    model: baseline.model,
    summary: { ...baseline.summary, to: provisional ? baseline.summary.to : live.summary.to },
    reading: {
      ...live.reading,
      noise: baseline.noise === null ? null : goOn(baseline.noise),
      open: null,
      square: 1,
      lately: 1,
    },
    parts,
    blind: coverageGapsOf(baseline.model, kindsWatched(detectors, parts), options),
  }
}

/**
 * Live from a baseline in which a change was found: its level is that of the points before it, and an alarm stands. Where the
 * history is but one of parts of days, only the level moves.
 */
function raiseFound(live: LiveState, history: History, found: Found, watched: Watched): LiveState {
  const { bucket } = watched.options
  if (history.group === 1) {
    const samples = historyScores(history, bucket)
    return liveFrom(fitScores(samples, watched.options, live.reading.clock, found), found, watched)
  }
  return claimed(
    { ...live, summary: { ...live.summary, to: found.earliest } },
    found,
    history.from + (history.buckets - 1) * bucket,
    watched,
  )
}

export function liveFrom(baseline: Baseline, found: Found, watched: Watched): LiveState {
  const summary = { ...baseline.summary, to: Math.min(baseline.summary.to, found.earliest) }
  const live = startLive({ ...baseline, summary }, watched, null)
  const raised = claimed(live, found, baseline.samples.at(-1)?.at ?? 0, watched)
  const disputed = raised !== live && baseline.model.count < baselineLength(watched.options.bucket)
  return disputed ? { ...raised, disputed } : raised
}

function claimed(live: LiveState, found: Found, at: number, { detectors }: Watched): LiveState {
  const place = detectors.findIndex(
    ({ kinds }, index) => kinds.includes('level') && live.parts[index] !== null,
  )
  if (place < 0) return live
  const direction = found.size > 0 ? 'up' : 'down'
  const evidence = { log: found.evidence, pages: false, kind: 'level', direction } as const
  return raise(live, [{ place, evidence }], at, detectors)
}
