// A series that goes through everything there is, and what a monitor makes of it.
import type { MonitorState, Verdict } from '../../../src/detection/change.ts'
import type { Family } from '../../../src/indicators/indicator.ts'
import type { Point } from '../../../src/series/series.ts'
import { monitor, normal, point, random } from './detection.ts'

export const families: readonly Family[] = ['positive', 'real', 'proportion', 'count']

/** A series that goes through everything: quiet, gaps, a step, ties, spikes, silence and return. */
export function stormy(seed: number, family: Family, bucket: number): Point[] {
  const uniform = random(seed)
  const noise = normal(uniform)
  return Array.from({ length: 520 }, (_, index) => {
    const n = 5 + Math.floor(uniform() * 20)
    const lift = index > 400 ? 2 : 0
    const spike = uniform() < 0.01 ? 1e6 : 0
    const silent = uniform() < 0.1 || (index > 440 && index < 470)
    const raw = index > 490 ? 3 : noise() + lift + spike
    const value = {
      real: raw,
      positive: Math.exp(Math.min(raw, 600)),
      count: Math.max(0, Math.round(3 + raw)),
      proportion: Math.round(n * Math.min(1, Math.max(0, 0.2 + raw / 10))) / n,
    }[family]
    return point(index * bucket, silent ? null : value, n)
  })
}

export function feed(
  from: MonitorState,
  points: readonly Point[],
): { state: MonitorState; verdicts: Verdict[]; largest: MonitorState } {
  let state = from
  let [largest, most] = [state, 0]
  const verdicts = points.map(each => {
    const [next, verdict] = monitor.observe(state, each)
    state = next
    const { length } = JSON.stringify(state)
    if (length > most) [largest, most] = [state, length]
    return verdict
  })
  return { state, verdicts, largest }
}

export function throughJson<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T
}

/** Whether JSON gives back every number of a state. */
export function holdsOnlyNumbers(state: object): boolean {
  let sound = true
  JSON.stringify(state, (_key, value: unknown) => {
    if (typeof value === 'number' && !Number.isFinite(value)) sound = false
    return value
  })
  return sound
}
