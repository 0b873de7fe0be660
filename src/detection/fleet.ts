// Which of all the series that claim a change may page: false-discovery control over the whole fleet, tick by tick.
import type { Alarm, Severity } from './change.ts'
import { kindOf } from './kinds/kinds.ts'

/** Plain JSON. */
export interface FleetState {
  readonly version: 1
  /** Pages that were granted and whose alarm still stands: series id to the moment of the alarm. */
  readonly granted: Readonly<Record<string, number>>
}

/** The alarm that stands on a series, and for how many points its evidence has been gathered. */
export interface Claim {
  seriesId: number
  alarm: Pick<Alarm, 'at' | 'kind' | 'severity' | 'evidence'>
  points: number
}

export interface FleetInput {
  /** How many series are watched, quiet ones included. */
  series: number
  /** At most one of each series, in any order. */
  claims: readonly Claim[]
}

/** What a claim may be acted on as: a page that is not granted is a watch. */
export interface Grant {
  seriesId: number
  at: number
  severity: Severity
}

export interface Fleet {
  start(): FleetState
  /** Grants come in the order of series ids. */
  step(state: FleetState, input: FleetInput): readonly [FleetState, Grant[]]
}

export interface FleetOptions {
  /** Share of the pages of a tick that may be false, on average; above 0, at most 1. */
  falseDiscoveryRate: number
}

const DEFAULTS: FleetOptions = { falseDiscoveryRate: 0.1 }

/**
 * The e-BH procedure (Wang and Ramdas 2022) at every tick: with e-values sorted downwards, the first k pages are granted
 * for the largest k with e(k) >= N / (alpha k). The false-discovery rate of a tick is at most alpha, however the series
 * depend on each other. Evidence M that was gathered over t points has mean at most t, so M / t is the e-value: the
 * longer and the larger the fleet, the more a lone page must show, while pages that come together carry each other.
 * A page stays granted for as long as its alarm stands. Watches wake nobody and pass; so do `missing` and `stuck`, whose
 * evidence is the rarity of a run and no bet.
 */
export function createFleet({ falseDiscoveryRate }: FleetOptions = DEFAULTS): Fleet {
  if (!(falseDiscoveryRate > 0 && falseDiscoveryRate <= 1)) {
    throw new RangeError('createFleet requires a falseDiscoveryRate above 0 and at most 1')
  }
  return {
    start: () => ({ version: 1, granted: {} }),
    step: (state, input) => step(state, input, Math.log(falseDiscoveryRate)),
  }
}

function step(
  state: FleetState,
  { series, claims }: FleetInput,
  logAlpha: number,
): readonly [FleetState, Grant[]] {
  const pages = claims.filter(({ alarm }) => alarm.severity === 'page')
  const passing = new Set(pages.filter(passes).map(({ seriesId }) => seriesId))
  const bets = pages
    .filter(claim => !passes(claim))
    .toSorted((a, b) => logE(b) - logE(a) || a.seriesId - b.seriesId)
  const count = Math.max(series, claims.length, 1)
  let rejected = 0
  for (const [index, bet] of bets.entries()) {
    if (logE(bet) >= Math.log(count) - logAlpha - Math.log(index + 1)) rejected = index + 1
  }
  for (const bet of bets.slice(0, rejected)) passing.add(bet.seriesId)
  for (const { seriesId, alarm } of bets) {
    if (state.granted[String(seriesId)] === alarm.at) passing.add(seriesId)
  }
  const ordered = claims.toSorted((a, b) => a.seriesId - b.seriesId)
  const granted = Object.fromEntries(
    ordered
      .filter(({ seriesId }) => passing.has(seriesId))
      .map(({ seriesId, alarm }) => [seriesId, alarm.at]),
  )
  const grants = ordered.map(({ seriesId, alarm }) => ({
    seriesId,
    at: alarm.at,
    severity: passing.has(seriesId) ? ('page' as const) : ('watch' as const),
  }))
  return [{ version: 1, granted }, grants]
}

function passes({ alarm }: Claim): boolean {
  return kindOf(alarm.kind).aspect === 'presence'
}

function logE({ alarm, points }: Claim): number {
  return alarm.evidence - Math.log(Math.max(1, points))
}
