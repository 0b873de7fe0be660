import assert from 'node:assert/strict'
import { once } from 'node:events'
import { describe, type TestContext, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import type { Interruption } from '../../../../src/core/loop-guard/interruption.ts'
import { guardThread } from '../../../../src/core/loop-guard/thread-guard.ts'

const PATIENCE = 400
const FOR_EVER = 3_600_000

async function guarded(t: TestContext) {
  const beats = new Int32Array(new SharedArrayBuffer(8))
  const worker = new Worker(new URL('../../../support/process/toys/looping-thread.ts', import.meta.url), {
    workerData: { beats, patience: PATIENCE },
  })
  await once(worker, 'message')
  const heard: Interruption[] = []
  const stop = guardThread({
    threadId: worker.threadId,
    beats,
    patience: PATIENCE,
    heldUp: one => heard.push(one),
  })
  t.after(async () => {
    stop()
    await worker.terminate()
  })
  return { heard, loop: (owned: boolean, lasting: number) => worker.postMessage({ owned, lasting }, []) }
}

describe('a thread that stands still', () => {
  test('has whose code it is in named, with its place, once', async t => {
    const { heard, loop } = await guarded(t)
    loop(true, FOR_EVER)
    while (heard.length === 0) await wait(20)
    await wait(2 * PATIENCE)
    assert.equal(heard.length, 1)
    assert.deepEqual(heard[0]?.owner, { kind: 'detector', name: 'toy' })
    assert.match(heard[0]?.place ?? '', /looping-thread\.ts:\d+$/)
  })

  test('for less than the patience, or by nobody, is left alone', async t => {
    const { heard, loop } = await guarded(t)
    await wait(2 * PATIENCE)
    loop(true, PATIENCE / 4)
    await wait(2 * PATIENCE)
    loop(false, FOR_EVER)
    await wait(4 * PATIENCE)
    assert.deepEqual(heard, [])
  })
})
