import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  atOnce,
  createPause,
  each,
  flatMapped,
  grouped,
  inTurns,
  pauseInProcessorTime,
  pauseInRealTime,
  type Sliced,
} from '../../../../src/core/turns/pause.ts'

test('a pause lets others have their turn once the turn is some milliseconds old, and not before', async () => {
  let now = 0
  let others = 0
  const stop = new AbortController()
  const pause = createPause(() => now, stop.signal)
  setImmediate(() => others++)
  await pause()
  assert.equal(others, 0)
  now = 0.009
  await pause()
  assert.equal(others, 1)
  now = 0.02
  stop.abort(new Error('enough'))
  await assert.rejects(pause(), /enough/)
})

test('a pause comes sooner where the turns are to be shorter', async () => {
  let now = 0
  let others = 0
  const pause = createPause(() => now, new AbortController().signal, undefined, 0.004)
  setImmediate(() => others++)
  now = 0.0039
  await pause()
  assert.equal(others, 0)
  now = 0.004
  await pause()
  assert.equal(others, 1)
})

test('a pause by the real time ends the work once it is ended', async () => {
  const stop = new AbortController()
  const pause = pauseInRealTime(stop.signal)
  const until = performance.now() + 10
  while (performance.now() < until) await pause()
  stop.abort(new Error('enough'))
  const late = performance.now() + 20
  while (performance.now() < late);
  await assert.rejects(pause(), /enough/)
})

test('a pause by the processor time does not count how long others had the machine', async () => {
  let others = 0
  const pause = pauseInProcessorTime()
  setImmediate(() => others++)
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 30)
  await pause()
  assert.equal(others, 0)
  const before = process.threadCpuUsage()
  while (process.threadCpuUsage(before).user < 15_000);
  await pause()
  assert.equal(others, 1)
})

test('sliced work gives the same in one turn and in many, and is asked between its pieces', async () => {
  function* squares(): Sliced<number> {
    const groups = yield* grouped(
      Array.from({ length: 1000 }, (_, i) => i),
      i => i % 3,
    )
    const doubled = yield* flatMapped(groups.get(1) ?? [], i => [i, i])
    let sum = 0
    yield* each(doubled, i => {
      sum += i
    })
    return sum
  }
  let pauses = 0
  const paused = await inTurns(squares(), async () => {
    pauses += 1
  })
  assert.equal(paused, atOnce(squares()))
  assert.equal(paused, 332_334)
  assert.ok(pauses > 50, `${pauses} pauses`)
})

test('what sliced work waits for has come before it goes on, where somebody waits at all', async () => {
  let come = false
  function* waiting(): Sliced<boolean> {
    yield async () => {
      come = true
    }
    return come
  }
  assert.equal(atOnce(waiting()), false)
  assert.equal(await inTurns(waiting(), async () => {}), true)
})

test('sliced work that is done at once gives the same', () => {
  const done: number[] = []
  assert.equal(atOnce(each([1, 2, 3], item => void done.push(item))), undefined)
  assert.deepEqual(done, [1, 2, 3])
  assert.deepEqual(atOnce(flatMapped([1, 2], item => [item, item])), [1, 1, 2, 2])
})
