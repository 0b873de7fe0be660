import assert from 'node:assert/strict'
import { once } from 'node:events'
import { describe, test } from 'node:test'
import { Worker } from 'node:worker_threads'

describe('the thread for charts', () => {
  test('answers each drawing under its number, and what it cannot draw with nothing', async () => {
    const file = new URL('../../../../../src/presentation/charts/png/png-worker.ts', import.meta.url)
    const worker = new Worker(file)
    worker.postMessage({ id: 7, svg: '<svg xmlns="http://www.w3.org/2000/svg" width="2" height="2"/>' }, [])
    const [drawn] = await once(worker, 'message')
    assert.equal(drawn.id, 7)
    assert.equal(Buffer.from(drawn.png).toString('latin1', 1, 4), 'PNG')
    worker.postMessage({ id: 8, svg: 'no drawing' }, [])
    assert.deepEqual(await once(worker, 'message'), [{ id: 8, png: null }])
    await worker.terminate()
  })
})
