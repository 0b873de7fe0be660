// What is raised of what the detectors claim: one change is one alarm, of the kind that accounts for it best.
import type { Millis } from '../../core/clock.ts'
import type { Alarm, ChangeKind } from '../change.ts'
import type { Detector, Evidence } from '../detectors/detector.ts'
import { PROVISIONAL, watchThreshold } from '../evidence/levels.ts'
import { kindOf } from '../kinds/kinds.ts'
import { type LiveState, standingOf, standsBeside } from './state.ts'

/** Evidence beyond a watch, of the detector at a place of the registry. */
export interface Claim {
  place: number
  evidence: Evidence
}

/** Log evidence of a watch; more is asked where the baseline is provisional. */
export function threshold(bucket: Millis, provisional: boolean): number {
  return Math.log(watchThreshold(bucket)) + (provisional ? PROVISIONAL : 0)
}

/** A standing alarm with more evidence: it may grow to a page, and never shrinks. */
export function grown(standing: Alarm, { log, pages }: Evidence): Alarm {
  if (!(log > standing.evidence)) return standing
  const evidence = Number(log.toPrecision(6))
  return { ...standing, severity: pages ? 'page' : standing.severity, evidence }
}

/** A standing alarm that another detector's evidence is accounted for by: it is not raised again. */
function more(standing: Alarm, evidence: Evidence): Alarm {
  const alarm = grown(standing, evidence)
  return evidence.pages && alarm.severity !== 'page' ? { ...alarm, severity: 'page' } : alarm
}

/**
 * The claims, each named by what accounts for it best: noise about the old level that has widened throws values far out on either
 * side, which may be taken for a level that moved or for a tail. Whichever has more evidence at this point is right.
 *
 * @param said what all detectors say at this point
 */
export function namedBySpread(claims: readonly Claim[], said: readonly Evidence[]): readonly Claim[] {
  const wide = said.find(each => each.wide !== undefined)?.wide
  if (wide === undefined) return claims
  return claims.map(claim => {
    const { kind, log, rather } = claim.evidence
    if (rather !== undefined || !MISTAKEN.has(kind) || wide <= log) return claim
    return { ...claim, evidence: { ...claim.evidence, rather: 'variance' } }
  })
}

/** Kinds that a wider spread may be taken for. */
const MISTAKEN: ReadonlySet<ChangeKind> = new Set(['level', 'tail'])

/** The live state with what of the claims is raised; what an alarm accounts for begins anew elsewhere. */
export function raise(
  live: LiveState,
  claims: readonly Claim[],
  at: Millis,
  detectors: readonly Detector[],
): LiveState {
  let next = live
  for (const { place, evidence } of claims.filter(claim => standsBeside(claim.evidence)))
    next = raiseBeside(next, { place, evidence }, at, detectors)
  const onValues = claims.filter(claim => !standsBeside(claim.evidence))
  const [first] = onValues.toSorted((a, b) => kindOf(a.evidence.kind).rank - kindOf(b.evidence.kind).rank)
  if (first === undefined) return next
  return mayRaise(next, first) ? raiseOnValues(next, first, at, detectors) : next
}

function raiseBeside(live: LiveState, claim: Claim, at: Millis, detectors: readonly Detector[]): LiveState {
  const { place, evidence } = claim
  const { since = Number.POSITIVE_INFINITY } = evidence
  const explained = live.alarms.map(alarm => alarm !== null && alarm.kind !== 'missing' && alarm.at >= since)
  return {
    ...live,
    parts: live.parts.map((part, index) =>
      part !== null && explained[index] ? (detectors[index]?.restart(part, false) ?? part) : part,
    ),
    alarms: live.alarms
      .map((alarm, index) => (explained[index] ? null : alarm))
      .with(place, alarmOf(evidence, at, nameAt(detectors, place))),
  }
}

/** One alarm stands on the values; a level that moves enough to page takes over from one on the spread. */
function mayRaise({ alarms }: LiveState, { evidence }: Claim): boolean {
  const standing = alarms[standingOf(alarms)]
  if (standing === undefined || standing === null) return true
  return (
    kindOf(standing.kind).aspect === 'spread' && kindOf(evidence.kind).aspect === 'level' && evidence.pages
  )
}

function raiseOnValues(live: LiveState, claim: Claim, at: Millis, detectors: readonly Detector[]): LiveState {
  const { place, evidence } = better(live, claim, detectors)
  const claimant = nameAt(detectors, claim.place)
  const before = live.alarms[place] ?? null
  const again = before?.kind === evidence.kind && before.direction === evidence.direction
  const parts = live.parts.map((part, index) => {
    const detector = detectors[index] as Detector
    const aspect = kindOf(detector.kinds[0] ?? 'level').aspect
    if (part === null || aspect === 'presence') return part
    if (aspect === 'moment' && !detector.pausedBy.includes(evidence.kind)) return part
    if (index !== place) return detector.restart(part, false)
    return again || place === claim.place ? part : (detector.adopt?.(part, evidence) ?? part)
  })
  const alarms = live.alarms.map((alarm, index) => {
    if (index === place) return again ? more(before, evidence) : alarmOf(evidence, at, claimant)
    if (alarm === null || kindOf(alarm.kind).aspect === 'presence') return alarm
    const stays =
      kindOf(alarm.kind).aspect === 'moment' && !detectors[index]?.pausedBy.includes(evidence.kind)
    return stays ? alarm : null
  })
  return { ...live, parts, alarms, history: live.provisional ? live.history : null }
}

/** The claim, handed to a detector of the kind that accounts for it better where there is one that watches this series. */
function better(live: LiveState, claim: Claim, detectors: readonly Detector[]): Claim {
  const { rather } = claim.evidence
  if (rather === undefined) return claim
  const place = detectors.findIndex(
    ({ kinds, adopt }, index) => kinds.includes(rather) && adopt !== undefined && live.parts[index] !== null,
  )
  if (place < 0) return claim
  const direction = rather === 'variance' ? 'up' : claim.evidence.direction
  return { place, evidence: { ...claim.evidence, kind: rather, direction } }
}

/** An alarm as it is raised by a detector. */
export function alarmOf({ log, pages, kind, direction }: Evidence, at: Millis, detector: string): Alarm {
  const severity = pages ? 'page' : 'watch'
  return { at, severity, kind, direction, evidence: Number(log.toPrecision(6)), detector }
}

function nameAt(detectors: readonly Detector[], place: number): string {
  return detectors[place]?.name ?? ''
}
