// Everything that a detector may be shown: values read against a baseline that was learned from the first of them.
import { type Baseline, fitBaseline } from '../../../src/detection/baseline/baseline.ts'
import { readPoint, startReading } from '../../../src/detection/baseline/reading.ts'
import type { Value } from '../../../src/detection/baseline/values.ts'
import type { Alarm, MonitorOptions } from '../../../src/detection/change.ts'
import type { Detector, Evidence, Seen } from '../../../src/detection/detectors/detector.ts'
import { UTC } from '../../../src/detection/rhythm/clock.ts'

export function shownOf(
  values: readonly Value[],
  options: MonitorOptions,
  learned = 336,
): { baseline: Baseline; seen: Seen[] } {
  const baseline = fitBaseline(values.slice(0, learned), options, UTC)
  let { model } = baseline
  let reading = startReading(model, UTC, baseline.noise)
  const seen = values.slice(learned).map((value): Seen => {
    const read = readPoint(model, reading, value, options)
    reading = read.state
    model = read.model
    return {
      at: value.at,
      value,
      reading: read.reading,
      model,
      noise: read.state.noise,
      options,
      clock: UTC,
      plain: () => 0,
      standing: null,
      said: [],
      claims: [],
    }
  })
  return { baseline, seen }
}

/** What a detector says at each point, from its beginning on. `own` is its alarm, if one stands. */
export function saidBy<State extends object>(
  detector: Detector<State>,
  { baseline, seen }: { baseline: Baseline; seen: readonly Seen[] },
  own: Alarm | null = null,
): { said: (Evidence | null)[]; state: State } {
  let state = detector.init(baseline)
  if (state === null) throw new Error(`${detector.name} has nothing to say of this series`)
  const said: (Evidence | null)[] = []
  for (const each of seen) {
    const [next, evidence] = detector.step(state, each, own)
    state = next
    said.push(evidence)
  }
  return { said, state }
}

/** An alarm of a detector, raised at the first moment there is. */
export function alarmUp(kind: Alarm['kind']): Alarm {
  return { at: 0, severity: 'watch', kind, direction: 'up', evidence: 11 }
}
