// What is not watched, all of it in one list: a change there is not noticed, or nobody is notified of it.
import { indicators } from '../../indicators/registry.ts'
import { type ExposedState, type Gauge, gauge } from '../metric.ts'
import type { GaugeSample } from '../snapshot.ts'

/** Places of one subject that are named one by one. */
const MOST = 100

export const unwatched: Gauge = gauge({
  name: 'slowburn_unwatched',
  topic: 'series',
  help: 'How much is not watched, by what it is and why: series of an indicator (warming, without a present value, selected by no rule), indicators (disabled, without a series), sources and tables that cannot be seen, disabled detectors, values of a label without a series of their own. Absent where all is. At most 100 of each subject.',
  labels: ['subject', 'name', 'reason'],
  samples: state => [
    ...seriesOf(state),
    ...few(indicatorsOf(state)),
    ...few(sourcesOf(state)),
    ...state.disabledDetectors.map(name => sample(1, 'detector', name, 'disabled')),
    ...few(
      state.overflow.map(({ kind, source, label, values }) =>
        sample(values, 'label', `${label} of ${kind}, ${source}`, 'too many values'),
      ),
    ),
  ],
})

function seriesOf({ series, unselected, present }: ExposedState): GaugeSample[] {
  const counts = new Map<string, Map<string, number>>()
  const add = (name: string, reason: string, by = 1): void => {
    const of = counts.get(name) ?? new Map<string, number>()
    counts.set(name, of.set(reason, (of.get(reason) ?? 0) + by))
  }
  for (const { indicator, freshness, monitor } of series) {
    if (freshness !== 'fresh') add(indicator.name, freshness)
    if (monitor === 'warming') add(indicator.name, 'warming')
  }
  for (const { name } of present) {
    const count = unselected[name]
    if (count !== undefined) add(name, 'no rule', count)
  }
  return [...counts].flatMap(([name, of]) =>
    [...of].map(([reason, count]) => sample(count, 'series', name, reason)),
  )
}

function indicatorsOf({ disabledIndicators, present }: ExposedState): GaugeSample[] {
  const known = new Set([...disabledIndicators, ...present.map(({ name }) => name)])
  const empty = indicators.filter(({ name }) => !known.has(name))
  return [
    ...disabledIndicators.map(name => sample(1, 'indicator', name, 'disabled')),
    ...empty.map(({ name }) => sample(1, 'indicator', name, 'no series')),
  ]
}

function sourcesOf({ sources, blind }: ExposedState): GaugeSample[] {
  return [
    ...sources.flatMap(({ name, up, progress }) => {
      if (up === false) return [sample(1, 'source', name, 'down')]
      return up !== null && progress !== null ? [sample(1, 'source', name, 'history is being read')] : []
    }),
    ...blind.map(({ source, table }) =>
      table === null
        ? sample(1, 'source', source, 'blind')
        : sample(1, 'table', `${table} of ${source}`, 'blind'),
    ),
  ]
}

function few(samples: readonly GaugeSample[]): readonly GaugeSample[] {
  return samples.slice(0, MOST)
}

function sample(count: number, subject: string, name: string, reason: string): GaugeSample {
  return [count, { subject, name, reason }]
}
