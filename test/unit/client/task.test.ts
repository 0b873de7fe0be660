import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { clientWith, sentBy } from '../../support/client/client.ts'

const NOW = Date.UTC(2026, 4, 1)

describe('a task', () => {
  test('is said to start and to finish, as long apart as it took, with its model and what it used', async () => {
    const { client, runtime } = clientWith({ attributes: { 'service.version': '2.9.1' } })
    const about = { type: 'build', id: 7, model: 'm-large', variant: 'b', queuedAt: NOW - 60_000 }
    const result = await client.task(about, async run => {
      await runtime.advance(1500)
      run.used({ model: 'm-large-2', inputTokens: 100, outputTokens: 20, cost: 0.03 })
      return 'built'
    })
    assert.equal(result, 'built')
    const asked = { 'service.version': '2.9.1', 'gen_ai.request.model': 'm-large' }
    const [subject, data] = ['7', { taskType: 'build', model: 'm-large', variant: 'b' }]
    assert.deepEqual(await sentBy(client, runtime), [
      { type: 'task.queued', at: NOW - 60_000, subject, attributes: asked, data },
      { type: 'task.started', at: NOW, subject, attributes: asked, data },
      {
        type: 'task.finished',
        at: NOW + 1500,
        subject,
        attributes: {
          ...asked,
          'gen_ai.response.model': 'm-large-2',
          'gen_ai.usage.input_tokens': '100',
          'gen_ai.usage.output_tokens': '20',
          'slowburn.cost': '0.03',
        },
        data: { taskType: 'build', model: 'm-large-2', variant: 'b' },
      },
    ])
  })

  test('that fails says why, and its caller is thrown the same', async () => {
    const { client, runtime } = clientWith()
    const error = new TypeError('no such tool')
    await assert.rejects(
      client.task('build', () => Promise.reject(error)),
      error,
    )
    const [started, failed] = await sentBy(client, runtime)
    assert.deepEqual([started?.type, failed?.type], ['task.started', 'task.failed'])
    assert.equal(started?.subject, failed?.subject)
    assert.deepEqual(failed?.data, { taskType: 'build', error: 'no such tool', phantom: false })
    assert.deepEqual(failed?.attributes, { 'error.type': 'TypeError' })
  })

  test('may have been queued elsewhere', async () => {
    const { client, runtime } = clientWith()
    client.queued({ type: 'build', id: 't-1', at: new Date(NOW - 5) })
    const [queued] = await sentBy(client, runtime)
    assert.deepEqual(queued, {
      type: 'task.queued',
      at: NOW - 5,
      subject: 't-1',
      data: { taskType: 'build' },
    })
  })

  test('is what was given when it started, though the platform uses the object again', async () => {
    const { client, runtime } = clientWith()
    const about = { type: 'build', id: 1, attributes: { 'slowburn.region': 'eu' } }
    client.task(about, () => {
      about.type = ''
      about.id = 2
      about.attributes['slowburn.region'] = 'us'
    })
    assert.deepEqual(
      (await sentBy(client, runtime)).map(({ subject, data, attributes }) => [subject, data, attributes]),
      Array.from({ length: 2 }, () => ['1', { taskType: 'build' }, { 'slowburn.region': 'eu' }]),
    )
  })

  test('of which something is null is one of which it is not known', async () => {
    const { client, runtime } = clientWith()
    const about = {
      type: 'build',
      id: null,
      model: null,
      queuedAt: null,
      attributes: { 'service.version': null },
    }
    client.task(about as never, () => 5)
    const sent = await sentBy(client, runtime)
    assert.deepEqual(
      sent.map(({ type, data, attributes }) => [type, data, attributes]),
      ['task.started', 'task.finished'].map(type => [type, { taskType: 'build' }, {}]),
    )
    assert.match(sent[0]?.subject ?? '', /-\d+$/)
    assert.equal(client.figures().invalid, 0)
  })
})
