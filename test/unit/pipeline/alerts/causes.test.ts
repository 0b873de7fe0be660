import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY, HOUR, MINUTE } from '../../../../src/core/duration.ts'
import { tasksEnded } from '../../../../src/indicators/patterns/task-counts.ts'
import type { Lifecycle } from '../../../../src/lifecycles/lifecycle.ts'
import { createCauseFinder } from '../../../../src/pipeline/alerts/causes.ts'
import { addToCells, type CellDeltas } from '../../../../src/series/cells.ts'
import { openSqliteStore } from '../../../../src/storage/sqlite/store.ts'
import type { Store } from '../../../../src/storage/store.ts'
import { releaseAt } from '../../../support/alerts/alert-samples.ts'
import { temporaryFolder } from '../../../support/folder.ts'

const AT = Date.UTC(2026, 10, 16, 4)
const onset = { value: AT, lower: AT - 3 * HOUR, upper: AT + 2 * HOUR }

function setup(t: Parameters<typeof temporaryFolder>[0]) {
  const store = openSqliteStore(temporaryFolder(t))
  t.after(() => store.close())
  const seriesOf = (indicator: string, labels: Record<string, string>) =>
    store.series.ensure(`${indicator} ${JSON.stringify(labels)}`, indicator, labels, HOUR)
  /** A task of each type every half hour, by the model that is said. */
  const work = (from: number, to: number, model: (type: string, at: number) => string): void =>
    store.transaction(() => {
      for (let at = from; at < to; at += 30 * MINUTE) {
        for (const type of ['build', 'review']) keepTask(store, taskOf(type, at, model(type, at)))
      }
    })
  return { store, seriesOf, work, finder: createCauseFinder(store) }
}

function keepTask(store: Store, task: Lifecycle): void {
  const deltas: CellDeltas = new Map()
  addToCells(deltas, { grain: HOUR, measures: [tasksEnded] }, [{ lifecycle: task, sign: 1 }])
  store.cells.add('task', task.source, HOUR, deltas)
}

function taskOf(type: string, at: number, model: string): Lifecycle {
  return {
    kind: 'task',
    subject: `${type} ${at}`,
    source: 'platform',
    openedAt: at - MINUTE,
    startedAt: null,
    start: null,
    endedAt: at,
    outcome: 'completed',
    measures: {},
    labels: { task_type: type, model },
  }
}

describe('what coincides with a change', () => {
  test('is looked for among the releases about its onset and the models of its own tasks', t => {
    const { store, seriesOf, work, finder } = setup(t)
    work(AT - 4 * DAY, AT + 4 * DAY, (type, at) => (type === 'build' && at >= AT ? 'basalt' : 'aurora'))
    for (const at of [AT - 30 * DAY, AT - HOUR, AT + DAY]) store.releases.add(releaseAt(at))
    const kinds = (indicator: string, labels: Record<string, string>): string[] =>
      finder.causesOf(seriesOf(indicator, labels), onset).shown.map(({ kind }) => kind)
    assert.deepEqual(kinds('task_run_time_p50', { task_type: 'build' }), ['model', 'release'])
    assert.deepEqual(kinds('task_run_time_p50', { task_type: 'review' }), ['release'])
    assert.deepEqual(kinds('roi_latency_p50', {}), ['release'])
    assert.deepEqual(
      finder.releasesSince(AT - HOUR).map(({ at }) => at),
      [AT - HOUR, AT + DAY],
    )
  })

  test('is named by how seldom anything is released', t => {
    const { store, seriesOf, finder } = setup(t)
    const named = () => finder.causesOf(seriesOf('roi_latency_p50', {}), onset).named
    store.releases.add(releaseAt(AT - 30 * DAY))
    store.releases.add(releaseAt(AT - HOUR))
    assert.ok((named()?.probability ?? 0) > 0.9)
    for (let day = 1; day < 29; day++) store.releases.add(releaseAt(AT - day * DAY))
    assert.equal(named(), undefined)
  })

  test('counts as known to be nothing only where something is known from before', t => {
    const { store, seriesOf, work, finder } = setup(t)
    const known = (indicator: string) => finder.causesOf(seriesOf(indicator, {}), onset).known
    assert.deepEqual(known('roi_latency_p50'), { releases: false, models: false })
    store.releases.add(releaseAt(AT + DAY))
    work(AT - DAY, AT, () => 'aurora')
    assert.deepEqual(known('roi_latency_p50'), { releases: false, models: false })
    assert.deepEqual(known('task_throughput'), { releases: false, models: true })
    store.releases.add(releaseAt(AT - DAY))
    assert.deepEqual(known('roi_latency_p50'), { releases: true, models: false })
  })

  test('is looked for anew when a bucket has been closed since: a model may have shown itself meanwhile', t => {
    const { store, seriesOf, work, finder } = setup(t)
    const series = seriesOf('task_run_time_p50', { task_type: 'build' })
    const close = (at: number): void =>
      store.series.append(series.id, [{ at, value: 1, lower: null, upper: null, n: 2 }])
    const model = (type: string, at: number): string => (type === 'build' && at >= AT ? 'basalt' : 'aurora')
    work(AT - 4 * DAY, AT + 4 * HOUR, model)
    close(AT + 3 * HOUR)
    assert.equal(finder.causesOf(series, onset).shown.length, 0)
    work(AT + 4 * HOUR, AT + DAY, model)
    assert.equal(finder.causesOf(series, onset).shown.length, 0, 'nothing is closed yet')
    close(AT + DAY)
    assert.equal(finder.causesOf(series, onset).shown.length, 1)
  })

  test('is told as it was known last to who cannot wait for more', async t => {
    const { store, seriesOf, work, finder } = setup(t)
    const series = seriesOf('task_run_time_p50', { task_type: 'build' })
    const shown = () => finder.knownCausesOf(series, onset)
    work(AT - 4 * DAY, AT + 4 * DAY, (_, at) => (at >= AT ? 'basalt' : 'aurora'))
    assert.deepEqual([shown().shown.length, shown().known.models], [0, false])
    await finder.lookUp([{ series, onset }], async () => {})
    assert.deepEqual([shown().shown.length, shown().known.models], [1, true])
    store.series.append(series.id, [{ at: AT + DAY, value: 1, lower: null, upper: null, n: 2 }])
    assert.deepEqual([shown().shown.length, shown().known.models], [1, true])
  })

  test('is read for many changes in one go, and then known', async t => {
    const { store, seriesOf, work } = setup(t)
    work(AT - 4 * DAY, AT + 4 * DAY, (type, at) => (type === 'build' && at >= AT ? 'basalt' : 'aurora'))
    const changes = ['build', 'review'].map(type => ({
      series: seriesOf('task_run_time_p50', { task_type: type }),
      onset,
    }))
    const others = { series: seriesOf('roi_latency_p50', {}), onset }
    const one = createCauseFinder(store)
    const expected = [...changes, others].map(change => one.causesOf(change.series, change.onset))
    assert.equal(expected[0]?.shown.length, 1)

    let read = 0
    const counting = {
      ...store,
      cells: {
        ...store.cells,
        read: (...args: Parameters<Store['cells']['read']>) => {
          read += 1
          return store.cells.read(...args)
        },
      },
    }
    const finder = createCauseFinder(counting)
    const pause = async () => {}
    await Promise.all([finder.lookUp(changes, pause), finder.lookUp([...changes, others], pause)])
    assert.equal(read, 1)
    assert.deepEqual(
      [...changes, others].map(change => finder.causesOf(change.series, change.onset)),
      expected,
    )
    assert.equal(read, 1)
  })
})
