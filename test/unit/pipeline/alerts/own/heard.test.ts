import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HOUR, MINUTE } from '../../../../../src/core/duration.ts'
import { isHeard } from '../../../../../src/pipeline/alerts/own/heard.ts'

const faulty = (kind: string) => ({ alertname: 'SlowburnPartFaulty', kind, name: 'toy', severity: 'page' })

test('a part that is asked at every tick is known after the first, and one that is asked now and then after an hour', () => {
  const heard = (kind: string, now: number, lastTickAt: number | null = 0): boolean =>
    isHeard(faulty(kind), 0, now, { lastTickAt })
  for (const kind of ['notifier', 'metric', 'indicator', 'detector']) {
    assert.deepEqual([heard(kind, MINUTE, null), heard(kind, MINUTE)], [false, true], kind)
  }
  for (const kind of ['page', 'lifecycle', 'measure', 'channel', 'source']) {
    assert.deepEqual([heard(kind, HOUR - MINUTE), heard(kind, HOUR)], [false, true], kind)
  }
})

test('a source that can be seen again is known at once', () => {
  assert.ok(isHeard({ alertname: 'SlowburnSourceBlind', source: 'toy' }, 0, 0, { lastTickAt: null }))
})
