import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { applyEvent } from '../../../../src/lifecycles/join.ts'
import type { Lifecycle } from '../../../../src/lifecycles/lifecycle.ts'
import { event, join } from '../../../support/facts/joining.ts'

const BUILD = { taskType: 'build' }

describe('joining a task', () => {
  test('takes its opening, start, end and outcome from its events', () => {
    const joined = join([
      event('task.queued', 100, BUILD),
      event('task.started', 250, BUILD),
      event('task.finished', 900, { ...BUILD, model: 'm1' }),
    ])
    assert.deepEqual(joined, {
      kind: 'task',
      source: 'db',
      subject: '7',
      openedAt: 100,
      startedAt: 250,
      start: 'measured',
      endedAt: 900,
      outcome: 'completed',
      measures: { model_stage: 3, task_type_stage: 3 },
      labels: { model: 'm1', task_type: 'build' },
    })
  })

  test('keeps what has only ended, with its opening unknown', () => {
    const joined = join([event('task.failed', 900, { ...BUILD, phantom: false })])
    assert.equal(joined?.openedAt, null)
    assert.equal(joined?.outcome, 'failed')
  })

  test('tells a phantom failure from a failure', () => {
    assert.equal(join([event('task.failed', 1, { ...BUILD, phantom: true })])?.outcome, 'phantom')
  })

  test('keeps the first end, so that a retry does not rewrite a closed bucket', () => {
    const joined = join([
      event('task.finished', 900, BUILD),
      event('task.failed', 500, { ...BUILD, phantom: false }),
    ])
    assert.equal(joined?.endedAt, 500)
    assert.equal(joined?.outcome, 'failed')
  })

  test('that was reopened has its latest start and end, in whatever order that is learned; until it ends again it is open', () => {
    const failed = event('task.failed', 500, { ...BUILD, phantom: false })
    const reopened = event('task.reopened', 500, {})
    const again = event('task.started', 600, BUILD)
    const finished = event('task.finished', 900, BUILD)
    const first = [event('task.queued', 100, BUILD), event('task.started', 200, BUILD), failed]
    const open = join([...first, reopened])
    assert.deepEqual([open?.endedAt, open?.outcome, open?.startedAt], [null, null, 200])
    for (const events of [
      [...first, reopened, again, finished],
      [finished, again, ...first, reopened],
    ]) {
      const joined = join(events)
      assert.deepEqual([joined?.endedAt, joined?.outcome, joined?.startedAt], [900, 'completed', 600])
    }
  })

  test('believes the later stage about the model, in either order', () => {
    const asked = event('task.queued', 100, { ...BUILD, model: 'zeta' })
    const used = event('task.finished', 900, { ...BUILD, model: 'alpha' })
    const another = event('task.started', 300, { ...BUILD, model: 'omega' })
    assert.equal(join([asked, used, another])?.labels.model, 'alpha')
    assert.equal(join([used, another, asked])?.labels.model, 'alpha')
  })

  test('is of the variant that its events name, else of the version of the service that sent them', () => {
    const ofService = (version: string, data: { taskType: string; variant?: string }) =>
      Object.assign(event('task.started', 300, data), { attributes: { 'service.version': version } })
    assert.equal(join([ofService('2.9.1', BUILD)])?.labels.variant, '2.9.1')
    const named = ofService('2.9.1', { ...BUILD, variant: 'prompt-b' })
    assert.equal(join([named])?.labels.variant, 'prompt-b')
    assert.equal(join([event('task.queued', 1, BUILD)])?.labels.variant, undefined)
  })

  test('lets an empty label say nothing', () => {
    const joined = join([
      event('task.queued', 1, BUILD),
      event('task.started', 2, { taskType: '', model: '' }),
    ])
    assert.deepEqual(joined?.labels, { task_type: 'build' })
  })

  test('replaces a reconstructed start by a measured one, even a later one', () => {
    const queued = applyEvent(null, event('task.queued', 100, BUILD))
    const guessed: Lifecycle = { ...queued, startedAt: 110, start: 'reconstructed' }
    const joined = applyEvent(guessed, event('task.started', 200, BUILD))
    assert.equal(joined.startedAt, 200)
    assert.equal(joined.start, 'measured')
  })
})
