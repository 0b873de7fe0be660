// Tasks about a change of a whole, as cells: five an hour, of whatever models and lengths a test wants.
import type { TestContext } from 'node:test'
import { DAY, HOUR, MINUTE, WEEK } from '../../../src/core/duration.ts'
import { runTime } from '../../../src/indicators/patterns/durations.ts'
import { taskRunTimeP50 } from '../../../src/indicators/work/task-run-time-p50.ts'
import type { Lifecycle } from '../../../src/lifecycles/lifecycle.ts'
import type { Carriers } from '../../../src/pipeline/alerts/carriers/carriers.ts'
import type { CarriersDeps } from '../../../src/pipeline/alerts/carriers/search.ts'
import { addToCells, type CellDeltas } from '../../../src/series/cells.ts'
import { openSqliteStore } from '../../../src/storage/sqlite/store.ts'
import { temporaryFolder } from '../folder.ts'

export const AT = Date.UTC(2026, 10, 16, 4)
export const step = { kind: 'level', onset: { value: AT, lower: AT - HOUR, upper: AT } } as const
export const goOn = async (): Promise<void> => undefined

/** Run time in seconds of one task, and the model that did it. */
export type TaskAt = (at: number, place: number) => { model: string; seconds: number }

/** Five tasks an hour from five weeks before the onset until `to`. */
export function setup(
  t: Pick<TestContext, 'after'>,
  make: (deps: CarriersDeps) => Carriers,
  taskAt: TaskAt,
  to: number,
) {
  const store = openSqliteStore(temporaryFolder(t))
  t.after(() => store.close())
  const build = store.series.ensure('b', 'task_run_time_p50', { task_type: 'build' }, HOUR)
  const review = store.series.ensure('r', 'task_run_time_p50', { task_type: 'review' }, HOUR)
  const deltas: CellDeltas = new Map()
  const work = (type: string, from: number): void => {
    const changes = []
    for (let at = from; at < to; at += 12 * MINUTE) {
      changes.push({ lifecycle: finished(type, at, taskAt(at, (at / MINUTE / 12) % 5)), sign: 1 as const })
    }
    addToCells(deltas, { grain: HOUR, measures: [runTime] }, changes)
  }
  store.transaction(() => {
    work('build', AT - 5 * WEEK)
    work('review', AT - DAY)
    store.cells.add('task', 'platform', HOUR, deltas)
    for (const { id } of [build, review]) closeUpTo(store, id, to)
  })
  const reads: string[] = []
  const cells: typeof store.cells = {
    ...store.cells,
    read: (...asked) => {
      reads.push(asked[1])
      return store.cells.read(...asked)
    },
  }
  const carriers = make({
    store: { cells, series: store.series },
    settingsOf: () => ({ indicator: taskRunTimeP50 }),
    sourcesOf: () => ['platform'],
    watchdog: { begin: () => undefined, end: () => undefined },
  })
  return { store, build, review, carriers, reads }
}

export function closeUpTo(store: ReturnType<typeof openSqliteStore>, series: number, to: number): void {
  store.series.append(series, [{ at: to - HOUR, value: 1, lower: null, upper: null, n: 5 }])
}

function finished(type: string, at: number, { model, seconds }: ReturnType<TaskAt>): Lifecycle {
  return {
    kind: 'task',
    subject: `${type} ${at}`,
    source: 'platform',
    openedAt: null,
    startedAt: at - seconds * 1000,
    start: 'measured',
    endedAt: at,
    outcome: 'completed',
    measures: {},
    labels: { model, task_type: type },
  }
}

/** Each model does its turn, a little faster or slower with the day. */
export const ONE_SLOWER: TaskAt = (at, place) => {
  const model = place < 2 ? 'large' : place < 4 ? 'small' : 'tiny'
  const usual = 40 + 5 * Math.sin(at / 7e6) + place
  return { model, seconds: model === 'large' && at >= AT ? usual * 2 : usual }
}
