import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY, HOUR } from '../../../../../src/core/duration.ts'
import { taskRunTimeP50 } from '../../../../../src/indicators/work/task-run-time-p50.ts'
import { createCarriers } from '../../../../../src/pipeline/alerts/carriers/carriers.ts'
import type { Series } from '../../../../../src/series/series.ts'
import {
  AT,
  closeUpTo,
  goOn,
  ONE_SLOWER,
  setup,
  step,
  type TaskAt,
} from '../../../../support/alerts/carried-work.ts'

async function found({ carriers }: ReturnType<typeof setup>, series: Series) {
  await carriers.lookUp([{ series, change: step }], goOn)
  return carriers.carriedOf(series, step)
}

describe('what carries a change', () => {
  test('is the model whose tasks take longer since, against the same hours of the weeks before', async t => {
    const world = setup(t, createCarriers, ONE_SLOWER, AT + 2 * DAY)
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
    const world = setup(t, createCarriers, moved, AT + 2 * DAY)
    assert.equal(world.carriers.isMoveOfWork(world.build, step), false, 'not looked up yet')
    assert.equal((await found(world, world.build))?.by, 'mix')
    assert.equal(world.carriers.isMoveOfWork(world.build, step), true)
  })

  test('is nothing where no week before is known, nor of a change of the spread, nor of too short a time', async t => {
    const world = setup(t, createCarriers, ONE_SLOWER, AT + 2 * DAY)
    assert.equal(await found(world, world.review), null)
    const wider = { kind: 'variance', onset: step.onset } as const
    await world.carriers.lookUp([{ series: world.build, change: wider }], goOn)
    assert.equal(world.carriers.carriedOf(world.build, wider), null)
    const early = setup(t, createCarriers, ONE_SLOWER, AT + 4 * HOUR)
    assert.equal(await found(early, early.build), null)
    assert.deepEqual(early.reads, [])
  })

  test('is read once, and anew only when the change has stood half as long again', async t => {
    const world = setup(t, createCarriers, ONE_SLOWER, AT + 2 * DAY)
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
    const world = setup(t, createCarriers, ONE_SLOWER, AT + 2 * DAY)
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
