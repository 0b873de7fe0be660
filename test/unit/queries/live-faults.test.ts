import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLive } from '../../../src/pipeline/status.ts'
import { faultsOf } from '../../../src/queries/live-faults.ts'

test('what fails is shown by its name, each kind by itself', () => {
  const live = createLive()
  assert.deepEqual(faultsOf(live, 1), {
    interrupted: [],
    notifierFaults: [],
    indicatorFaults: [],
    metricFaults: [],
    pageFaults: [],
    failings: [],
    strayFaults: [],
    calendarFaults: [],
  })
  live.notifiers.set('email', []).set('slack', ['cannot be opened', 'contact ops'])
  live.calendarFaults.set('duty', 'answered 503')
  live.indicatorFaults.set('task_backlog', 'no number')
  live.pageFaults.set('/', 'no reply')
  live.strays.note({ kind: 'indicator', name: 'task_backlog' }, 'threw', 1)
  live.strays.note({ kind: 'source', name: 'app' }, 'threw', 1)
  live.failings.note({ kind: 'lifecycle', name: 'claim' }, 'it fails on claim.made', 1)
  live.interrupted.add({ owner: { kind: 'notifier', name: 'pager' }, place: 'toy.ts:7', at: 1 })
  const { interrupted, ...others } = faultsOf(live, 1)
  assert.match(interrupted[0]?.why ?? '', /held up everything at toy\.ts:7/)
  assert.deepEqual(others, {
    notifierFaults: [{ name: 'slack', message: 'cannot be opened; contact ops' }],
    indicatorFaults: [{ name: 'task_backlog', message: 'no number' }],
    metricFaults: [],
    pageFaults: [{ name: '/', message: 'no reply' }],
    failings: [{ kind: 'lifecycle', name: 'claim', message: 'it fails on claim.made' }],
    strayFaults: [{ kind: 'indicator', name: 'task_backlog', message: 'threw' }],
    calendarFaults: [{ name: 'duty', message: 'answered 503' }],
  })
})
