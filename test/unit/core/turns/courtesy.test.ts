import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createCourtesy, LONGEST_WAIT, MOST_LEFT } from '../../../../src/core/turns/courtesy.ts'

/** Whether it has ended before anything else had a turn. */
async function isAtOnce(work: Promise<void>): Promise<boolean> {
  return await Promise.race([
    work.then(() => true),
    new Promise<false>(resolve => setImmediate(() => resolve(false))),
  ])
}

describe('long work', () => {
  test('goes on at once where nobody waits, and where nobody waits any more', async () => {
    const { wait, leave } = createCourtesy()
    assert.ok(await isAtOnce(leave()))
    wait()()
    assert.ok(await isAtOnce(leave()))
  })

  test('lets all go first who wait, and then goes on', async t => {
    t.mock.timers.enable({ apis: ['setTimeout'] })
    const { wait, leave } = createCourtesy()
    const [first, second] = [wait(), wait()]
    let gone = 0
    const works = [leave(), leave()].map(work => work.then(() => gone++))
    first()
    first()
    await isAtOnce(new Promise(() => {}))
    assert.equal(gone, 0)
    second()
    await Promise.all(works)
    assert.equal(gone, 2)
  })

  test('keeps a part of the time, however many wait', async t => {
    t.mock.timers.enable({ apis: ['setTimeout'] })
    const { wait, leave } = createCourtesy()
    for (let i = 0; i < 100; i++) wait()
    const work = leave()
    t.mock.timers.tick(MOST_LEFT - 1)
    assert.equal(await isAtOnce(work), false)
    t.mock.timers.tick(1)
    await work
  })

  test('waits for nobody whose answer never ends', async t => {
    t.mock.timers.enable({ apis: ['setTimeout'] })
    const { wait, leave } = createCourtesy()
    const done = wait()
    t.mock.timers.tick(LONGEST_WAIT)
    assert.ok(await isAtOnce(leave()))
    const next = wait()
    done()
    assert.equal(await isAtOnce(leave()), false)
    next()
  })
})
