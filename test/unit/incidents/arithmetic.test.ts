import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  follows,
  isShared,
  lagBehind,
  logPinned,
  logShape,
  rankOf,
  unreached,
} from '../../../src/incidents/arithmetic.ts'
import { seriesOf } from '../../support/incidents/sightings.ts'

describe('the arithmetic of work', () => {
  test('what runs longer makes others wait, and never the other way round', () => {
    assert.ok(follows('run time', 'queue wait'))
    assert.ok(follows('queue wait', 'backlog'))
    assert.ok(!follows('queue wait', 'run time'))
    assert.ok(!follows('failures', 'queue wait'))
    assert.ok(!follows(null, 'queue wait'))
  })

  test('a queue lags behind a step by hours, and behind what creeps by days', () => {
    assert.equal(lagBehind('run time', 'queue wait', false).mean, 4.5)
    assert.equal(lagBehind('run time', 'queue wait', true).mean, 120)
    assert.ok(lagBehind('run time', 'run time', false).atOnce > 0.99)
  })

  test('only what a queue shares is reached by the work of others', () => {
    assert.ok(isShared('queue wait'))
    assert.ok(!isShared('run time'))
    assert.ok(!isShared(null))
  })

  test('a run time is nearer to the cause than a wait, unless it is pinned by a timeout', () => {
    assert.ok(rankOf('run time', false) < rankOf('timeouts', false))
    assert.ok(rankOf('timeouts', false) < rankOf('run time', true))
    assert.ok(rankOf('run time', true) < rankOf('queue wait', false))
    assert.ok(rankOf('throughput', false) < rankOf(null, false))
  })

  test('what creeps is seldom the symptom of a step', () => {
    assert.ok(logShape(true, true) > 0)
    assert.ok(logShape(false, true) < -2)
    assert.ok(logShape(true, false) < -2)
  })

  test('a run time that is pinned speaks for timeouts as its root, and hardly for anything else', () => {
    assert.ok(logPinned('timeouts', 'run time', true) > 2)
    assert.ok(logPinned('timeouts', 'run time', false) < 0)
    assert.ok(logPinned('run time', 'run time', true) < 0)
    assert.equal(logPinned('timeouts', 'failures', false), 0)
  })

  test('work of others is reached by the wait that it shares, or by what goes before it in its own work', () => {
    const run = seriesOf('task_run_time_p50', 'build')
    const total = seriesOf('task_total_time_p50', 'review')
    const build = { label: 'task_type', value: 'build' }
    assert.equal(unreached([run, total], run, build, true), 1)
    assert.equal(unreached([run, total], run, build, false), 0)
    assert.equal(unreached([run, total, seriesOf('task_queue_wait_p50')], run, build, true), 0)
    assert.equal(unreached([run, seriesOf('task_total_time_p50', 'build')], run, build, true), 0)
    assert.equal(unreached([run, total], run, null, true), 1)
    assert.equal(unreached([run, total, seriesOf('task_run_time_p95', 'review')], run, null, true), 0)
  })
})
