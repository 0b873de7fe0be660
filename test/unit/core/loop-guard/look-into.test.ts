import assert from 'node:assert/strict'
import { once } from 'node:events'
import { describe, type TestContext, test } from 'node:test'
import { Worker } from 'node:worker_threads'
import { lookInto } from '../../../../src/core/loop-guard/look-into.ts'

const PATIENCE = 60_000

async function looping(t: TestContext, owner: string): Promise<number> {
  // It takes a breath in the loop, for it is not alone on the processor.
  const loop = 'for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2)'
  const code = `globalThis.own = () => ({ owner: ${owner}, sites: [] }); require('node:worker_threads').parentPort.postMessage(1); ${loop}`
  const worker = new Worker(code, { eval: true })
  t.after(() => worker.terminate())
  await once(worker, 'message')
  return worker.threadId
}

describe('looking into a thread', () => {
  test('says whose code it is in, of whichever is asked, again and again', async t => {
    const threads = new Map<string, number>()
    for (const name of ['one', 'two', 'three']) {
      threads.set(name, await looping(t, `{ kind: 'detector', name: '${name}' }`))
    }
    for (const [name, threadId] of [...threads, ...threads]) {
      const found = await lookInto({ threadId, see: 'own()', patience: PATIENCE })
      assert.deepEqual(found?.owner, { kind: 'detector', name })
    }
  })

  test('says nothing where it is nobody’s, or where there is no such thread', async t => {
    const threadId = await looping(t, 'null')
    const began = performance.now()
    assert.equal(await lookInto({ threadId, see: 'own()', patience: PATIENCE }), null)
    assert.ok(performance.now() - began < PATIENCE, 'it was seen, not waited for')
    assert.equal(await lookInto({ threadId: 9999, see: 'own()', patience: 50 }), null)
  })
})
