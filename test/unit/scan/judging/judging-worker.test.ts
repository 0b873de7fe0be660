import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { Worker } from 'node:worker_threads'

test('a question that cannot be answered has the fault as its answer, and the next one is answered', async t => {
  const worker = new Worker(new URL('../../../../src/scan/judging/judging-worker.ts', import.meta.url))
  t.after(() => worker.terminate())
  worker.postMessage({ id: 1, given: null }, [])
  const [fault] = await once(worker, 'message')
  assert.match(JSON.stringify(fault), /^\{"id":1,"fault":".*null/)
  worker.postMessage({ id: 2, given: { values: new Float64Array(3), from: 0, step: 1, of: 1 } }, [])
  assert.deepEqual((await once(worker, 'message'))[0], { id: 2, judged: 'short' })
})
