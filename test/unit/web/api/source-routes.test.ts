import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { describe, test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import express from 'express'
import { DAY } from '../../../../src/core/duration.ts'
import { ask } from '../../../../src/pipeline/collect/ask.ts'
import { commitOf } from '../../../../src/pipeline/collect/receive.ts'
import type { Route } from '../../../../src/sources/source.ts'
import { absentRouter } from '../../../../src/web/api/source-routes.ts'
import { collecting } from '../../../support/facts/collecting.ts'
import { fakeReceiver } from '../../../support/facts/fake-receiver.ts'
import { taskEvent } from '../../../support/facts/fake-source.ts'
import { linesOf } from '../../../support/log.ts'
import { NOW, SECRET, serveReceiver } from '../../../support/web/receiving.ts'

describe('the address of a receiving source', () => {
  test('answers once the facts are on disk', async t => {
    const { store, post } = await serveReceiver(t, 'my hook')
    const answer = await post(JSON.stringify([taskEvent('1', 'task.queued', NOW - DAY, 'my hook')]))
    assert.equal(answer.status, 200)
    assert.deepEqual(await answer.json(), { accepted: 1, duplicates: 0, refused: [] })
    assert.equal(store.lifecycles.keptCount(), 1)
  })

  test('lets nobody in without credentials, and says whose they are', async t => {
    const { store, post, logged, counts } = await serveReceiver(t, 'hook')
    const answer = await post('[]', {})
    assert.equal(counts.unknown, 1)
    assert.equal(answer.status, 401)
    assert.match(await answer.text(), /those of source hook/)
    assert.equal(store.lifecycles.keptCount(), 0)
    assert.ok(logged.some(line => line.includes('facts refused')))
  })

  test('lets in by a signature of the very bytes that came, before anything of them is received', async t => {
    const signatureOf = (body: Uint8Array): string => createHmac('sha256', 'key').update(body).digest('hex')
    let received = 0
    const { post, logged } = await serveReceiver(t, 'hook', {
      authorised: undefined as never,
      signed: ({ 'x-signature': shown }, body) => shown === signatureOf(body),
      receive: () => {
        received += 1
        return { status: 204, type: 'text/plain', body: '' }
      },
    })
    const body = '{ "a":  1 }'
    const sign = (text: string) => ({ 'x-signature': signatureOf(Buffer.from(text)) })
    assert.equal((await post(body, sign(body))).status, 204)
    for (const wrong of [sign('{"a":1}'), {}]) assert.equal((await post(body, wrong)).status, 401)
    assert.equal(received, 1)
    assert.equal(logged.filter(line => line.includes('facts refused')).length, 2)
  })

  test('is not that of another source, nor of another path', async t => {
    const { post, port } = await serveReceiver(t, 'hook')
    assert.equal((await post('[]', SECRET, '/other')).status, 404)
    const other = await fetch(`http://127.0.0.1:${port}/ingest/hooks/facts`, {
      method: 'POST',
      headers: SECRET,
    })
    assert.equal(other.status, 404)
  })

  test('reads no body that is longer than it allows', async t => {
    const { post } = await serveReceiver(t, 'hook', { largestBody: 10 })
    assert.equal((await post('[1,2,3,4,5,6,7]')).status, 413)
  })

  test('asks for the same again where nothing can be kept, or the source itself breaks, and names it in the log', async t => {
    const commit = (): never => {
      throw new Error('the disk is full')
    }
    const full = await serveReceiver(t, 'hook', {}, { commit })
    const answer = await full.post('[]')
    assert.equal(answer.status, 503)
    assert.equal(answer.headers.get('retry-after'), '10')
    assert.ok(full.logged.some(line => line.includes('hook') && line.includes('the disk is full')))
    assert.equal(full.counts.unkept, 1)
  })

  test('says in the log once what it says to each sender while nothing can be kept', async t => {
    const { post, logged, counts } = await serveReceiver(
      t,
      'hook',
      {},
      {
        commit: () => {
          throw new Error('the disk is full')
        },
      },
    )
    for (let i = 0; i < 5; i++) assert.equal((await post('[]')).status, 503)
    assert.equal(counts.unkept, 5)
    assert.equal(logged.filter(line => line.includes('the disk is full')).length, 1)
  })

  test('lets nobody in by an answer that is no plain yes, and names the source that gives it', async t => {
    for (const answer of [async () => false, () => 'yes', () => 1, () => ({}), () => null]) {
      const { store, post, logged } = await serveReceiver(t, 'hook', { authorised: answer as never })
      const events = JSON.stringify([taskEvent('1', 'task.queued', NOW - DAY)])
      assert.equal((await post(events, {})).status, 401)
      assert.equal(store.lifecycles.keptCount(), 0)
      assert.ok(logged.some(line => line.includes('neither true nor false') && line.includes('hook')))
    }
  })

  test('asks for the same again where the source throws, loops for ever or answers nonsense, and names it', async t => {
    const outOfOrder = (): never => {
      throw new Error('out of order')
    }
    const endless = (): never => {
      for (;;) Math.random()
    }
    const broken: ReadonlyArray<readonly [Partial<Route>, RegExp]> = [
      [{ authorised: outOfOrder }, /out of order/],
      [{ authorised: endless }, /did not return/],
      [{ receive: outOfOrder }, /out of order/],
      [{ receive: endless }, /did not return/],
      [{ receive: () => null as never }, /hook/],
      [{ receive: () => ({ status: 7, type: 'text/plain', body: '' }) }, /no reply/],
      [{ receive: () => ({ status: 200, type: 'text/plain', body: 5 as never }) }, /no reply/],
    ]
    for (const [route, why] of broken) {
      const { post, logged, counts } = await serveReceiver(t, 'hook', route)
      let [answer, posts] = [await post('[]'), 1]
      // A machine that is too loaded blames nobody.
      while (logged.at(-1)?.includes('the machine gave it no time')) {
        answer = await post('[]')
        posts += 1
      }
      assert.equal(answer.status, 503)
      assert.equal(counts.unkept, posts)
      assert.equal(answer.headers.get('retry-after'), '10')
      assert.ok(logged.some(line => line.includes('hook') && why.test(line)))
    }
  })

  test('says that its source takes what is sent, or why not', async t => {
    const answers = [200, 400, 503, 200]
    const { post, counts, unkept } = await serveReceiver(t, 'hook', {
      receive: () => ({ status: answers.shift() ?? 204, type: 'text/plain', body: '' }),
    })
    assert.equal((await post('[]')).status, 200)
    assert.equal((await post('[]')).status, 400)
    assert.deepEqual([counts.taken, unkept], [2, []])
    assert.equal((await post('[]')).status, 503)
    assert.deepEqual([counts.taken, unkept], [2, ['it answered with status 503']])
    assert.equal((await post('[]', {})).status, 401)
    await post('[]')
    assert.deepEqual([counts.taken, counts.unkept], [3, 1])
  })

  test('asks for the same again where the source never answers, and names it; it takes again once it has answered', async t => {
    const waiting: Array<() => void> = []
    const { post, counts, unkept, logged } = await serveReceiver(
      t,
      'hook',
      {
        receive: () =>
          new Promise(resolve => {
            waiting.push(() => resolve({ status: 200, type: 'text/plain', body: '' }))
          }),
      },
      { patience: 50 },
    )
    const answer = await post('[]')
    assert.equal(answer.status, 503)
    assert.equal(answer.headers.get('retry-after'), '10')
    assert.deepEqual([counts.unkept, counts.taken], [1, 0])
    assert.match(unkept[0] ?? '', /did not answer within 0\.05 s/)
    assert.ok(logged.some(line => line.includes('source=hook') && line.includes('did not answer within')))
    await Promise.all(Array.from({ length: 31 }, () => post('[]')))
    assert.equal(waiting.length, 32)
    assert.equal((await post('[]')).status, 503)
    assert.equal(waiting.length, 32, 'it is asked no more while it has so much to answer')
    assert.match(unkept.at(-1) ?? '', /has not answered 32 requests/)
    for (const release of waiting.splice(0)) release()
    await turn()
    assert.equal(counts.taken, 32)
    const last = post('[]')
    while (waiting[0] === undefined) await turn()
    waiting[0]?.()
    await last
    await turn()
    assert.equal(counts.taken, 33)
  })

  test('is closed once its source did not return: nothing of it is asked again, and nothing is lost', async t => {
    let asked = 0
    const { post } = await serveReceiver(t, 'hook', {
      receive: () => {
        asked += 1
        for (;;) Math.random()
      },
    })
    for (let i = 0; i < 3; i++) assert.equal((await post('[]')).status, 503)
    assert.equal(asked, 1)
  })

  test('commits outside of what may be interrupted: what takes long to be kept is kept', async t => {
    const source = fakeReceiver('hook')
    const { store, deps } = collecting(t, NOW)
    const events = [taskEvent('1', 'task.queued', NOW - DAY, 'hook')]
    const body = Buffer.from(JSON.stringify(events))
    let within = true
    const commit = commitOf(source, {
      ...deps,
      observe: { ...deps.observe, events: () => assert.equal(within, false) },
    })
    const [route] = source.routes
    const reply = ask('hook', () => route?.receive({ headers: {}, body }, commit), deps)
    within = false
    assert.equal((await reply)?.status, 200)
    assert.equal(store.lifecycles.keptCount(), 1)
  })
})

test('facts for a source that could not be made are asked for again with the reason, counted, and logged once', async t => {
  const { log, lines } = linesOf()
  let unkept = 0
  const reason = 'a source of type push cannot be made of this entry: password=hunter2 is wrong'
  const app = express()
  const onUnkept = (): void => {
    unkept += 1
  }
  app.use(absentRouter({ source: 'my hook', reason, onUnkept }, log))
  const server = app.listen(0, '127.0.0.1')
  await new Promise(resolve => server.once('listening', resolve))
  t.after(() => server.close())
  const { port } = server.address() as AddressInfo
  const post = (path: string) => fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', body: '[]' })
  for (const path of ['/events', '/v1/traces']) {
    const answer = await post(`/ingest/my%20hook${path}`)
    assert.equal(answer.status, 503)
    assert.equal(answer.headers.get('retry-after'), '60')
    const text = await answer.text()
    assert.match(text, /source my hook is down: a source of type push cannot be made of this entry/)
    assert.doesNotMatch(text, /hunter2/)
  }
  assert.equal((await post('/ingest/other/events')).status, 404)
  assert.equal(unkept, 2)
  assert.equal(lines.length, 1)
})
