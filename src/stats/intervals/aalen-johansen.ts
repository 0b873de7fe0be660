// How long until an event happens, where others are still waiting, joined late, or ended in another way.
import type { Interval } from '../../core/interval.ts'
import { Z } from './confidence.ts'

/** The state of the estimate just after an age at which something ended. */
export interface IncidenceStep {
  age: number
  atRisk: number
  /** Probability that the event has happened by this age. */
  incidence: number
  variance: number
}

export interface Incidence {
  steps: readonly IncidenceStep[]
  /** The age up to which somebody was always at risk, from the start; beyond it nothing was seen. */
  coveredUpTo: number
}

/**
 * Cumulative incidence of the event by Aalen and Johansen (1978), with the delta-method variance of
 * Marubini and Valsecchi (1995; also Collett 2015, chapter 12). Without competing ends and late entries it
 * is one minus Kaplan-Meier, with Greenwood's variance. From a table of those at risk, ascending by age.
 */
export function incidenceOf(rows: readonly RiskRow[], coveredUpTo: number): Incidence {
  const steps: IncidenceStep[] = []
  let survival = 1
  let f = 0
  let sums = { g: 0, gf: 0, gff: 0, own: 0, cross: 0, crossF: 0 }
  for (const { age, atRisk, events, competing } of rows) {
    const ended = events + competing
    const share = events / atRisk
    f += survival * share
    const g = ended < atRisk ? ended / (atRisk * (atRisk - ended)) : 0
    const cross = (survival * share) / atRisk
    sums = {
      g: sums.g + g,
      gf: sums.gf + g * f,
      gff: sums.gff + g * f * f,
      own: sums.own + (survival * survival * share * (1 - share)) / atRisk,
      cross: sums.cross + cross,
      crossF: sums.crossF + cross * f,
    }
    survival *= 1 - ended / atRisk
    const variance =
      f * f * sums.g - 2 * f * sums.gf + sums.gff + sums.own - 2 * (f * sums.cross - sums.crossF)
    steps.push({ age, atRisk, incidence: f, variance: Math.max(0, variance) })
  }
  return { steps, coveredUpTo }
}

/** An age at which something ended. */
export interface RiskRow {
  age: number
  /** Just before that age; may be fractional. */
  atRisk: number
  events: number
  competing: number
}

/**
 * The first age at which the incidence reaches `p`, or null if it does not within what was seen. The limits
 * invert the pointwise log(-log) interval of 1 - incidence (Brookmeyer and Crowley 1982; R's survfit with
 * conf.type = "log-log"); a limit that is never reached is Infinity.
 */
export function incidenceQuantile({ steps, coveredUpTo }: Incidence, p: number): Interval | null {
  let lower: number | null = null
  let value: number | null = null
  let upper: number | null = null
  const least = p - ROUNDING
  for (const { age, incidence, variance } of steps) {
    if (age > coveredUpTo) break
    const band = logLogBand(incidence, variance)
    if (lower === null && band.upper >= least) lower = age
    if (value === null && incidence >= least) value = age
    if (upper === null && band.lower >= least) upper = age
  }
  if (value === null || lower === null) return null
  return { value, lower, upper: upper ?? Number.POSITIVE_INFINITY }
}

/** Sums of fractions that should be exactly one half may miss it in the last digit. */
const ROUNDING = 1e-9

function logLogBand(incidence: number, variance: number): { lower: number; upper: number } {
  if (incidence <= 0 || incidence >= 1) return { lower: incidence, upper: incidence }
  const survival = 1 - incidence
  const half = (Z * Math.sqrt(variance)) / (survival * -Math.log(survival))
  return { lower: 1 - survival ** Math.exp(-half), upper: 1 - survival ** Math.exp(half) }
}
