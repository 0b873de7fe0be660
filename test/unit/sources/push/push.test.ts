import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { systemClock } from '../../../../src/core/clock.ts'
import { DAY, MINUTE } from '../../../../src/core/duration.ts'
import { silentLogger } from '../../../../src/core/logger.ts'
import { commitOf } from '../../../../src/pipeline/collect/receive.ts'
import { NO_MEMORY } from '../../../../src/sources/memory.ts'
import { createSource } from '../../../../src/sources/registry.ts'
import { isReceiving, type Route, type Source } from '../../../../src/sources/source.ts'
import { collecting } from '../../../support/facts/collecting.ts'

interface Answer {
  readonly accepted: number
  readonly refused: { readonly count: number; readonly first: readonly { readonly reason: string }[] }
}

const NOW = Date.UTC(2026, 4, 1)
const TOKEN = 'a long enough token'

function sourceOf(feeds: string[]): Source {
  const settings = { type: 'push' as const, name: 'app', token: TOKEN, feeds, lateness: 2 * MINUTE }
  return createSource(settings, { clock: systemClock, log: silentLogger, memory: NO_MEMORY })
}

function route(feeds = ['task']): Route {
  const source = sourceOf(feeds)
  assert.ok(isReceiving(source))
  const [only] = source.routes
  assert.ok(only)
  return only
}

const event = (id: string, more: Record<string, unknown> = {}) => ({
  id,
  type: 'task.queued',
  at: NOW - DAY,
  subject: '7',
  data: { taskType: 'build' },
  ...more,
})

describe('a push source', () => {
  test('that feeds what is nearly a kind of lifecycle is asked whether that is meant', async () => {
    const problems = await sourceOf(['taks', 'claim', 'queue_depth']).check(new AbortController().signal)
    assert.deepEqual(problems, [
      {
        where: 'feeds',
        message: '`taks` is no kind of lifecycle, so that only a gauge of that name would be taken',
        remedy: 'Write task if that is meant',
        refused: 0,
      },
    ])
  })

  test('lets in whoever shows the token, and nobody else', () => {
    const { authorised = () => null } = route()
    assert.equal(authorised({ authorization: `Bearer ${TOKEN}` }), true)
    assert.equal(authorised({ authorization: `Bearer ${TOKEN} ` }), false)
    assert.equal(authorised({ authorization: [`Bearer ${TOKEN}`, 'x'] }), false)
    assert.equal(authorised({}), false)
  })

  test('keeps events under ids of its own, times written either way, and answers with what it did', async t => {
    const { store, deps } = collecting(t, NOW)
    const body = JSON.stringify([
      event('1'),
      event('2', { at: '2026-04-30T00:00:00Z', subject: '8' }),
      event('1'),
    ])
    const request = { headers: {}, body: Buffer.from(body) }
    const reply = await route().receive(request, commitOf({ name: 'app', feeds: ['task'] }, deps))
    assert.equal(reply.status, 200)
    assert.deepEqual(JSON.parse(String(reply.body)), {
      accepted: 2,
      duplicates: 1,
      refused: { count: 0, first: [] },
    })
    assert.equal(store.lifecycles.keptCount(), 2)
    assert.equal(store.lifecycles.earliest('task', 'app'), NOW - DAY)
  })

  test('refuses with a reason what it does not feed, what is no event, and what cannot be believed', async t => {
    const { store, deps } = collecting(t, NOW)
    const candidates = [
      event('1', { type: 'claim.made', data: { claimType: 'x', probability: 1 } }),
      event('2', { type: 'gauge.observed', data: { name: 'depth', value: 1 } }),
      event('3', { at: 'yesterday' }),
      event('4', { at: NOW + DAY }),
      event('5', { type: 'rollout.changed', data: { version: '2' } }),
    ]
    const request = { headers: {}, body: Buffer.from(JSON.stringify(candidates)) }
    const reply = await route().receive(request, commitOf({ name: 'app', feeds: ['task'] }, deps))
    const { accepted, refused } = JSON.parse(String(reply.body)) as Answer
    assert.equal(accepted, 1)
    assert.deepEqual(refused.first.map(({ reason }) => reason).sort(), [
      'future',
      'invalid',
      'unexpected',
      'unexpected',
    ])
    assert.equal(store.releases.list(9).length, 1)
    assert.equal(store.lifecycles.keptCount(), 0)
  })

  test('counts what its sender had to drop, once however often the message is sent', async t => {
    const { deps, counted } = collecting(t, NOW)
    const send = async (dropped: unknown, events: unknown[]): Promise<unknown> => {
      const request = { headers: {}, body: Buffer.from(JSON.stringify({ dropped, events })) }
      const { status, body } = await route().receive(
        request,
        commitOf({ name: 'app', feeds: ['task'] }, deps),
      )
      assert.equal(status, 200)
      return (JSON.parse(String(body)) as Answer).refused.count
    }
    for (let i = 0; i < 2; i++) assert.equal(await send(1500, [event('1')]), 0)
    await send(3, [])
    for (const nonsense of [-1, 1e300, '5', null, 0.5]) await send(nonsense, [])
    assert.deepEqual(
      counted.filter(line => line.includes('dropped')),
      ['refused dropped 1500', 'refused dropped 3'],
    )
  })

  test('takes the gauges that it names', async t => {
    const { store, deps } = collecting(t, NOW)
    const body = JSON.stringify(event('1', { type: 'gauge.observed', data: { name: 'depth', value: 1 } }))
    const request = { headers: {}, body: Buffer.from(body) }
    await route(['depth']).receive(request, commitOf({ name: 'app', feeds: ['depth'] }, deps))
    assert.equal(store.lifecycles.keptCount(), 1)
  })
})
