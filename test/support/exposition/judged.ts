// What the service would find wrong with the samples of a metric, of a slowburn that has nothing yet and of one that has everything.
import type { TestContext } from 'node:test'
import type { ReadableConfig } from '../../../src/config/readable.ts'
import { HOUR } from '../../../src/core/duration.ts'
import { atOnce } from '../../../src/core/turns/pause.ts'
import { askPlainly } from '../../../src/exposition/asked/ask-metrics.ts'
import { readingsOf } from '../../../src/exposition/asked/readings.ts'
import type { Metric, MetricFault } from '../../../src/exposition/metric.ts'
import type { Snapshot } from '../../../src/exposition/snapshot.ts'
import { indicators } from '../../../src/indicators/registry.ts'
import { openSqliteStore } from '../../../src/storage/sqlite/store.ts'
import type { Store } from '../../../src/storage/store.ts'
import { temporaryFolder } from '../folder.ts'
import { fillStore } from '../storage/full-store.ts'
import { emptySnapshot, fullSnapshot } from './exposition.ts'
import { gaugesOf } from './gauges.ts'
import { READABLE } from './readable-settings.ts'

const NOW = 400_000 * HOUR

interface State {
  readonly what: string
  readonly store: Store
  /** They name the folder of the store. */
  readonly settings: ReadableConfig
  readonly snapshot: Snapshot
}

/** For `t`, the states that a metric is asked in. */
export function statesOf(t: Pick<TestContext, 'after'>): readonly State[] {
  const open = (fill: (folder: string) => void): Pick<State, 'store' | 'settings'> => {
    const folder = temporaryFolder(t)
    fill(folder)
    const store = openSqliteStore(folder)
    t.after(() => store.close())
    return { store, settings: { ...READABLE, data: { ...READABLE.data, folder } } }
  }
  return [
    { what: 'of an empty store', ...open(() => {}), snapshot: emptySnapshot(NOW) },
    {
      what: 'of a store that has everything',
      ...open(folder => fillStore(folder, NOW)),
      snapshot: fullSnapshot(indicators, NOW),
    },
  ]
}

/** Each with the state in which it is found. */
export function sampleFaults(metric: Metric, states: readonly State[]): string[] {
  return states.flatMap(({ what, store, settings, snapshot }) => {
    const faults: MetricFault[] = []
    const fault = (one: MetricFault): void => void faults.push(one)
    const readings = atOnce(readingsOf([metric], { store, settings, now: NOW }, askPlainly, fault))
    const state = { ...snapshot, readings: { ...snapshot.readings, ...readings } }
    gaugesOf(state, indicators, { all: [metric], fault })
    return faults.map(({ message }) => `${what}: ${message}`)
  })
}
