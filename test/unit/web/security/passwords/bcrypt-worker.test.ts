import assert from 'node:assert/strict'
import { once } from 'node:events'
import { describe, test } from 'node:test'
import { Worker } from 'node:worker_threads'

describe('the thread for bcrypt', () => {
  test('answers each comparison under its number', async () => {
    const file = new URL('../../../../../src/web/security/passwords/bcrypt-worker.ts', import.meta.url)
    const worker = new Worker(file)
    const hash = '$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW'
    worker.postMessage({ id: 7, password: 'U*U', hash }, [])
    assert.deepEqual(await once(worker, 'message'), [{ id: 7, same: true }])
    worker.postMessage({ id: 8, password: 'U*u', hash }, [])
    assert.deepEqual(await once(worker, 'message'), [{ id: 8, same: false }])
    await worker.terminate()
  })
})
