// A receiving source that does not wait for what it hands over to be kept: its sender must not hear of success before it is.
import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import express from 'express'
import { silentLogger } from '../../../../src/core/logger.ts'
import type { Commit, Reply } from '../../../../src/sources/source.ts'
import { sourceRouter } from '../../../../src/web/api/source-routes.ts'
import { fakeReceiver } from '../../../support/facts/fake-receiver.ts'

/** What is answered to a sender by a source that hands two batches over and answers at once. */
async function answered(t: TestContext, commit: Commit, reply: Reply) {
  const source = fakeReceiver('hasty', {
    receive: (_, keep) => {
      void keep([1])
      void keep([2])
      return reply
    },
  })
  const unkept: string[] = []
  const receiver = {
    source,
    commit,
    ask: <T>(call: () => T): T => call(),
    askLater: async <T, R>(call: () => PromiseLike<T> | T, read: (answer: T) => R) => read(await call()),
    onUnkept: (why: string) => void unkept.push(why),
  }
  const server = express().use(sourceRouter(receiver, silentLogger)).listen(0, '127.0.0.1')
  await new Promise(resolve => server.once('listening', resolve))
  t.after(() => server.close())
  const { port } = server.address() as AddressInfo
  const headers = { authorization: 'Bearer secret' }
  const { status } = await fetch(`http://127.0.0.1:${port}/ingest/hasty/facts`, { method: 'POST', headers })
  return { status, unkept }
}

const OK: Reply = { status: 202, type: 'text/plain', body: '' }

test('is answered for once all is on disk', async t => {
  let kept = 0
  const slow: Commit = async () => {
    await wait(20)
    kept += 1
    return { accepted: 1, duplicates: 0, refused: [] }
  }
  assert.deepEqual(await answered(t, slow, OK), { status: 202, unkept: [] })
  assert.equal(kept, 2)
})

test('has its sender asked for the same again where it cannot be kept', async t => {
  const full: Commit = async ([first]) => {
    await wait(20)
    if (first === 2) throw new Error('the disk is full')
    return { accepted: 1, duplicates: 0, refused: [] }
  }
  assert.deepEqual(await answered(t, full, OK), { status: 503, unkept: ['the disk is full'] })
})
