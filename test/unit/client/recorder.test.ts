import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { clientOn } from '../../../src/client/assemble.ts'
import { clientWith } from '../../support/client/client.ts'
import { fakeRuntime, SOURCE } from '../../support/client/runtime.ts'

describe('whatever it is given', () => {
  test('the client throws nothing, and counts what makes no event', async () => {
    const { client, runtime } = clientWith()
    const hostile = new Proxy({}, { get: () => assert.fail('not for you') })
    for (const bad of [undefined, null, 5, hostile, { type: 'x', id: 1, at: new Date('never') }] as never[]) {
      client.queued(bad)
      client.claim(bad)
      client.verified(bad)
      client.review(bad)
      client.roi.projected(bad)
      client.roi.realised(bad)
      client.roi.writtenOff(bad)
      client.release(bad)
      assert.equal(
        client.task(bad, () => 'the work'),
        'the work',
      )
    }
    client.gauge('x', 1n as never)
    client.gauge('x', 1, { at: Number.NaN })
    client.gauge('x', 1, null as never)
    assert.ok(client.figures().invalid >= 30, JSON.stringify(client.figures()))
    await client.flush()
    assert.equal(
      runtime.sent.reduce((sum, { dropped }) => sum + dropped, 0),
      client.figures().invalid,
    )
  })

  test('an address or a token that is none is reported once, and the platform goes on', async () => {
    for (const options of [
      undefined,
      {},
      {
        get url() {
          return assert.fail('not for you')
        },
        mostWaiting: Symbol('x'),
      },
      { url: 'http://u:hunter2@h/ingest/a', token: 'hunter2' },
    ] as never[]) {
      const runtime = fakeRuntime()
      const client = clientOn(options, runtime)
      assert.equal(
        client.task('build', () => 5),
        5,
      )
      assert.equal(client.figures().dropped, 2)
      assert.deepEqual([await client.flush(), await client.close()], [false, false])
      assert.equal(runtime.warnings.length, 1)
      assert.match(runtime.warnings[0] ?? '', /^slowburn client: nothing is sent: `url` /)
      assert.doesNotMatch(runtime.warnings[0] ?? '', /hunter2/)
    }
  })

  test('a handler of problems that throws stops nothing', async () => {
    const onProblem = (): never => assert.fail('not for you')
    const { client, runtime } = clientWith({ onProblem }, () => new Response('', { status: 503 }))
    client.gauge('x', 1)
    assert.equal(await client.flush(), false)
    await runtime.advance(10_000)
    assert.ok(runtime.sent.length > 2)
  })
})

test('a handler of problems that rejects, or answers what cannot be awaited, ends nothing', async () => {
  const answers: unknown[] = [
    Promise.reject(new Error('the pager is away')),
    new Proxy({}, { get: () => assert.fail('not for you') }),
  ]
  for (const answer of answers) {
    const { client } = clientWith({ onProblem: () => answer, token: undefined })
    client.gauge('x', 1)
    await new Promise(resolve => setImmediate(resolve))
    assert.equal(client.figures().dropped, 1)
  }
})

describe('a server that is away', () => {
  test('costs the oldest events beyond the bound, which are counted, sent and reported once in ten minutes', async () => {
    let away = true
    const problems: string[] = []
    const { client, runtime } = clientWith(
      { mostWaiting: 100, onProblem: one => problems.push(one) },
      sent =>
        away
          ? new Response('', { status: 503 })
          : Response.json({ accepted: sent.events.length, duplicates: 0, refused: { count: 0, first: [] } }),
    )
    for (let i = 0; i < 250; i++) client.gauge('x', i)
    assert.deepEqual(client.figures(), {
      accepted: 0,
      duplicates: 0,
      refused: 0,
      dropped: 150,
      invalid: 0,
      waiting: 100,
    })
    await runtime.advance(120_000)
    away = false
    await client.flush()
    assert.equal(client.figures().accepted, 100)
    assert.equal(runtime.sent.at(-1)?.dropped, 150)
    assert.deepEqual(problems, [
      'slowburn cannot be reached, or not fast enough: the oldest events are dropped',
      `events wait and are sent again: ${SOURCE} answers 503`,
    ])
  })
})
