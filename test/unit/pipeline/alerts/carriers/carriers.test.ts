import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY, HOUR, MINUTE, WEEK } from '../../../../../src/core/duration.ts'
import { runTime } from '../../../../../src/indicators/patterns/durations.ts'
import { taskRunTimeP50 } from '../../../../../src/indicators/work/task-run-time-p50.ts'
import type { Lifecycle } from '../../../../../src/lifecycles/lifecycle.ts'
import { createCarriers } from '../../../../../src/pipeline/alerts/carriers/carriers.ts'
import { addToCells, type CellDeltas } from '../../../../../src/series/cells.ts'
import type { Series } from '../../../../../src/series/series.ts'
import { openSqliteStore } from '../../../../../src/storage/sqlite/store.ts'
import { temporaryFolder } from '../../../../support/folder.ts'

const AT = Date.UTC(2026, 10, 16, 4)
const step = { kind: 'level', onset: { value: AT, lower: AT - HOUR, upper: AT } } as const
const goOn = async (): Promise<void> => undefined

/** Run time in seconds of one task, and the model that did it. */
type TaskAt = (at: number, place: number) => { model: string; seconds: number }

/** Five tasks an hour from five weeks before the onset until `to`. */
function setup(t: Parameters<typeof temporaryFolder>[0], taskAt: TaskAt, to: number) {
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
  const carriers = createCarriers({
    store: { cells, series: store.series },
    settingsOf: () => ({ indicator: taskRunTimeP50 }),
    sourcesOf: () => ['platform'],
    watchdog: { begin: () => undefined, end: () => undefined },
  })
  return { store, build, review, carriers, reads }
}

function closeUpTo(store: ReturnType<typeof openSqliteStore>, series: number, to: number): void {
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
const ONE_SLOWER: TaskAt = (at, place) => {
  const model = place < 2 ? 'large' : place < 4 ? 'small' : 'tiny'
  const usual = 40 + 5 * Math.sin(at / 7e6) + place
  return { model, seconds: model === 'large' && at >= AT ? usual * 2 : usual }
}

async function found({ carriers }: ReturnType<typeof setup>, series: Series) {
  await carriers.lookUp([{ series, change: step }], goOn)
  return carriers.carriedOf(series, step)
}

describe('what carries a change', () => {
  test('is the model whose tasks take longer since, against the same hours of the weeks before', async t => {
    const world = setup(t, ONE_SLOWER, AT + 2 * DAY)
    assert.equal(world.carriers.carriedOf(world.build, step), null, 'not looked up yet')
    const carried = await found(world, world.build)
    assert.equal(carried?.label, 'model')
    assert.equal(carried?.by, 'parts')
    assert.deepEqual(
      carried?.carriers.map(({ part }) => part),
      ['large'],
    )
    assert.ok(Math.abs((carried?.carriers[0]?.work.after ?? 0) - 0.4) < 0.01)
  })

  test('is that work moved to a slower model, where none of them changed', async t => {
    const moved: TaskAt = (at, place) => {
      const isSlow = at >= AT ? place > 0 : place > 3
      return { model: isSlow ? 'slow' : 'fast', seconds: (isSlow ? 90 : 40) + 5 * Math.sin(at / 7e6) + place }
    }
    const world = setup(t, moved, AT + 2 * DAY)
    assert.equal(world.carriers.isMoveOfWork(world.build, step), false, 'not looked up yet')
    assert.equal((await found(world, world.build))?.by, 'mix')
    assert.equal(world.carriers.isMoveOfWork(world.build, step), true)
  })

  test('is nothing where no week before is known, nor of a change of the spread, nor of too short a time', async t => {
    const world = setup(t, ONE_SLOWER, AT + 2 * DAY)
    assert.equal(await found(world, world.review), null)
    const wider = { kind: 'variance', onset: step.onset } as const
    await world.carriers.lookUp([{ series: world.build, change: wider }], goOn)
    assert.equal(world.carriers.carriedOf(world.build, wider), null)
    const early = setup(t, ONE_SLOWER, AT + 4 * HOUR)
    assert.equal(await found(early, early.build), null)
    assert.deepEqual(early.reads, [])
  })

  test('is read once, and anew only when the change has stood half as long again', async t => {
    const world = setup(t, ONE_SLOWER, AT + 2 * DAY)
    await found(world, world.build)
    const once = world.reads.length
    assert.ok(once > 0)
    closeUpTo(world.store, world.build.id, AT + 2 * DAY + HOUR)
    await found(world, world.build)
    assert.equal(world.reads.length, once)
    closeUpTo(world.store, world.build.id, AT + 4 * DAY)
    await found(world, world.build)
    assert.ok(world.reads.length > once)
  })

  test('is nothing where the indicator fails on it', async t => {
    const world = setup(t, ONE_SLOWER, AT + 2 * DAY)
    const carriers = createCarriers({
      store: world.store,
      settingsOf: () => ({
        indicator: {
          ...taskRunTimeP50,
          estimate: () => {
            throw new Error('no')
          },
        },
      }),
      sourcesOf: () => ['platform'],
      watchdog: { begin: () => undefined, end: () => undefined },
    })
    await carriers.lookUp([{ series: world.build, change: step }], goOn)
    assert.equal(carriers.carriedOf(world.build, step), null)
  })
})
