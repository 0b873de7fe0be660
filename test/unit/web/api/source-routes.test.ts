import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { describe, type TestContext, test } from 'node:test'
import express from 'express'
import { DAY } from '../../../../src/core/duration.ts'
import { commitOf } from '../../../../src/pipeline/collect/receive.ts'
import type { Route } from '../../../../src/sources/source.ts'
import { ingestPath, sourceRouter } from '../../../../src/web/api/source-routes.ts'
import { collecting } from '../../../support/facts/collecting.ts'
import { fakeReceiver } from '../../../support/facts/fake-receiver.ts'
import { taskEvent } from '../../../support/facts/fake-source.ts'

const NOW = Date.UTC(2026, 4, 1)
const SECRET = { authorization: 'Bearer secret' }

async function serve(t: TestContext, name: string, route: Partial<Route> = {}, commit?: () => never) {
  const { store, deps, logged } = collecting(t, NOW)
  const source = fakeReceiver(name, route)
  const app = express()
  app.use(sourceRouter({ source, commit: commit ?? commitOf(source, deps) }, deps.log))
  const server = app.listen(0, '127.0.0.1')
  await new Promise(resolve => server.once('listening', resolve))
  t.after(() => server.close())
  const { port } = server.address() as AddressInfo
  const post = (body: string, headers: Record<string, string> = SECRET, path = '/facts') =>
    fetch(`http://127.0.0.1:${port}${ingestPath(name)}${path}`, { method: 'POST', body, headers })
  return { store, logged, post, port }
}

describe('the address of a receiving source', () => {
  test('answers once the facts are on disk', async t => {
    const { store, post } = await serve(t, 'my hook')
    const answer = await post(JSON.stringify([taskEvent('1', 'task.queued', NOW - DAY)]))
    assert.equal(answer.status, 200)
    assert.deepEqual(await answer.json(), { accepted: 1, duplicates: 0, refused: [] })
    assert.equal(store.lifecycles.keptCount(), 1)
  })

  test('lets nobody in without credentials, and says whose they are', async t => {
    const { store, post, logged } = await serve(t, 'hook')
    const answer = await post('[]', {})
    assert.equal(answer.status, 401)
    assert.match(await answer.text(), /those of source hook/)
    assert.equal(store.lifecycles.keptCount(), 0)
    assert.ok(logged.some(line => line.includes('refused to take facts in')))
  })

  test('is not that of another source, nor of another path', async t => {
    const { post, port } = await serve(t, 'hook')
    assert.equal((await post('[]', SECRET, '/other')).status, 404)
    const other = await fetch(`http://127.0.0.1:${port}/ingest/hooks/facts`, {
      method: 'POST',
      headers: SECRET,
    })
    assert.equal(other.status, 404)
  })

  test('reads no body that is longer than it allows', async t => {
    const { post } = await serve(t, 'hook', { largestBody: 10 })
    assert.equal((await post('[1,2,3,4,5,6,7]')).status, 413)
  })

  test('asks for the same again where nothing can be kept, or the source itself breaks, and names it in the log', async t => {
    const full = await serve(t, 'hook', {}, () => {
      throw new Error('the disk is full')
    })
    const answer = await full.post('[]')
    assert.equal(answer.status, 503)
    assert.equal(answer.headers.get('retry-after'), '10')
    assert.ok(full.logged.some(line => line.includes('hook') && line.includes('the disk is full')))
  })
})
