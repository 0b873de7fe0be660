import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DAY, HOUR } from '../../../../../src/core/duration.ts'
import { createCarriers } from '../../../../../src/pipeline/alerts/carriers/carriers.ts'
import { createLateCarriers } from '../../../../../src/pipeline/alerts/carriers/late.ts'
import { AT, closeUpTo, goOn, ONE_SLOWER, setup, step } from '../../../../support/alerts/carried-work.ts'

const UPTO = AT + 2 * DAY

test('what carries a change is the same, whether it is found when it is looked up or when it is asked for', async t => {
  const early = setup(t, createCarriers, ONE_SLOWER, UPTO)
  const late = setup(t, createLateCarriers, ONE_SLOWER, UPTO)
  const found = []
  for (const { carriers, build } of [early, late]) {
    assert.equal(carriers.carriedOf(build, step), null, 'not looked up yet')
    await carriers.lookUp([{ series: build, change: step }], goOn)
    found.push(carriers.carriedOf(build, step))
  }
  assert.notEqual(found[0], null)
  assert.deepEqual(found[1], found[0])
})

test('nothing is read until it is asked for, and once then, as it was when it was looked up', async t => {
  const { carriers, build, reads, store } = setup(t, createLateCarriers, ONE_SLOWER, UPTO)
  await carriers.lookUp([{ series: build, change: step }], goOn)
  await carriers.lookUp([{ series: build, change: step }], goOn)
  assert.equal(reads.length, 0)
  const carried = carriers.carriedOf(build, step)
  const once = reads.length
  assert.ok(once > 0)
  closeUpTo(store, build.id, UPTO + 2 * DAY)
  assert.deepEqual(carriers.carriedOf(build, step), carried)
  assert.equal(reads.length, once)
})

test('whether work only moved is looked at for a page alone: nothing else is held back for it', async t => {
  const moved = (at: number, place: number) => {
    const isSlow = at >= AT ? place > 0 : place > 3
    return { model: isSlow ? 'slow' : 'fast', seconds: (isSlow ? 90 : 40) + 5 * Math.sin(at / 7e6) + place }
  }
  const { carriers, build, reads } = setup(t, createLateCarriers, moved, UPTO)
  await carriers.lookUp([{ series: build, change: step, severity: 'watch' }], goOn)
  assert.equal(carriers.isMoveOfWork(build, step), false)
  assert.equal(reads.length, 0)
  await carriers.lookUp([{ series: build, change: step, severity: 'page' }], goOn)
  assert.equal(carriers.isMoveOfWork(build, step), true)
})

test('of what has no parts, or is too new, nothing is carried', async t => {
  const { carriers, build } = setup(t, createLateCarriers, ONE_SLOWER, AT + 4 * HOUR)
  await carriers.lookUp([{ series: build, change: step }], goOn)
  assert.equal(carriers.carriedOf(build, step), null)
})
