import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Audit } from '../../../../src/assurance/audit/audit.ts'
import { HOUR } from '../../../../src/core/duration.ts'
import type { Point } from '../../../../src/series/series.ts'
import { auditHere, FIRST, HOURS, NOW, quietPoints } from '../../../support/audit/audited-store.ts'

const found = ({ trials }: Audit, plant: string, type = 'build') => {
  const trial = trials.find(one => one.plant === plant && one.series.labels.task_type === type)
  assert.ok(trial !== undefined)
  return trial
}

/** Of one little is known, of another nothing has come lately. */
function pointsOf(type: string): Point[] {
  if (type === 'old') return quietPoints(HOURS - 100)
  const all = quietPoints(HOURS)
  return type === 'short' ? all.slice(-100) : all
}

describe('a trial', () => {
  test('begins after the last point, and ends with a rendered message to whom it would have gone', async t => {
    const audit = await auditHere(t, { types: ['build', 'short', 'old'], points: pointsOf })
    const level = found(audit, 'level')
    assert.ok(!('unplanted' in level))
    assert.equal(level.onset, FIRST + HOURS * HOUR)
    const { reported, raised } = level
    assert.deepEqual([reported?.to, reported?.channel], ['on-call@example.org', 'email'])
    assert.match(reported?.subject ?? '', /^PAGE Task run time p50 of build stepped up/)
    assert.ok((reported?.size ?? 0) > 10_000, 'with its chart')
    assert.ok((reported?.at ?? 0) > NOW && (reported?.at ?? 0) < level.onset + 12 * HOUR)
    assert.deepEqual([raised[0]?.direction, raised.at(-1)?.severity], ['up', 'page'])
    const why = (type: string): unknown => {
      const trial = found(audit, 'level', type)
      return 'unplanted' in trial && trial.unplanted
    }
    assert.deepEqual(
      [why('short'), why('old')],
      ['too little of it is known', 'nothing has come of it lately'],
    )
  })
})
