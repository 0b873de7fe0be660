import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compare } from '../../../../../src/assurance/replay/compare.ts'
import { dataOf } from '../../../../../src/assurance/replay/report/data.ts'
import { DAY } from '../../../../../src/core/duration.ts'
import { FROM, incidentOf, runOf } from '../../../../support/replay/replayed.ts'

test('a replay is JSON with moments in ISO 8601, and nothing that is only drawn', () => {
  const data = dataOf([runOf()], null)
  assert.doesNotMatch(JSON.stringify(data), /comparison|plot/)
  const [one] = data.replays
  assert.ok(one !== undefined)
  assert.deepEqual([one.configuration, one.from, one.series], ['slowburn.yml', '2026-03-02T00:00:00.000Z', 3])
  assert.deepEqual(one.lag_seconds, { platform: 120 })
  assert.deepEqual(one.incidents[0], {
    id: 'a'.repeat(20),
    title: 'Task run time p50 of build',
    what: 'stepped up +95 %',
    severity: 'page',
    series: ['task_run_time_p50{task_type="build"}'],
    onset: '2026-03-10T23:00:00.000Z',
    opened_at: '2026-03-11T00:00:00.000Z',
    closed_at: '2026-03-13T00:00:00.000Z',
    notified_at: '2026-03-11T01:00:00.000Z',
  })
  assert.equal(one.messages[0]?.at, '2026-03-11T01:00:00.000Z')
  assert.equal(one.weeks.length, 5)
})

test('a comparison names incidents by their ids, and says in seconds how much later', () => {
  const [one, other] = [runOf(), runOf({ incidents: [incidentOf({ id: 'b', notifiedAt: FROM + 11 * DAY })] })]
  const still = runOf({ incidents: [incidentOf({ closedAt: null, notifiedAt: null })] })
  const data = dataOf([one, other], compare(one.replay, other.replay))
  assert.deepEqual(data.comparison?.both, [
    {
      one: 'a'.repeat(20),
      other: 'b',
      title: 'Task run time p50 of build',
      notified_later_seconds: 47 * 3600,
    },
  ])
  assert.deepEqual([data.comparison?.messages_more, data.comparison?.only_one], [0, []])
  const open = dataOf([still], null).replays[0]?.incidents[0]
  assert.deepEqual([open?.closed_at, open?.notified_at], [null, null])
})
