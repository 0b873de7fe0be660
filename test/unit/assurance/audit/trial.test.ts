import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Audit } from '../../../../src/assurance/audit/audit.ts'
import { DAY, HOUR } from '../../../../src/core/duration.ts'
import { auditHere, FIRST, HOURS, NOW, quietPoints } from '../../../support/audit/audited-store.ts'

const one = ({ trials }: Audit, name: string) => {
  const found = trials.find(({ plant }) => plant === name)
  assert.ok(found !== undefined)
  return found
}

describe('a trial', () => {
  test('begins after the last point, and ends with a rendered message to whom it would have gone', async t => {
    const level = one(await auditHere(t), 'level')
    assert.ok(!('unplanted' in level))
    assert.equal(level.onset, FIRST + HOURS * HOUR)
    const { reported, raised } = level
    assert.deepEqual([reported?.to, reported?.channel], ['on-call@example.org', 'email'])
    assert.match(reported?.subject ?? '', /^PAGE Task run time p50 of build stepped up/)
    assert.ok((reported?.size ?? 0) > 10_000, 'with its chart')
    assert.ok((reported?.at ?? 0) > NOW && (reported?.at ?? 0) < level.onset + 12 * HOUR)
    assert.deepEqual([raised[0]?.direction, raised.at(-1)?.severity], ['up', 'page'])
  })

  test('is not made where something stands, too little is known, or nothing comes any more', async t => {
    const short = await auditHere(t, {
      points: () => quietPoints(100).map(point => ({ ...point, at: point.at + (HOURS - 100) * HOUR })),
    })
    assert.deepEqual(one(short, 'level'), { ...one(short, 'level'), unplanted: 'too little of it is known' })
    const old = await auditHere(t, { points: () => quietPoints(HOURS - 100) })
    assert.deepEqual(one(old, 'level'), { ...one(old, 'level'), unplanted: 'nothing has come of it lately' })
  })

  test('has the silences of the present, and says which one kept people from being notified', async t => {
    const audit = await auditHere(t, {
      more: store =>
        store.silences.save({
          id: 'wide',
          matchers: [{ name: 'task_type', op: '=~', value: '.*' }],
          startsAt: NOW - DAY,
          endsAt: NOW + 90 * DAY,
          createdBy: 'somebody',
          createdAt: NOW - DAY,
          comment: 'for a moment',
        }),
    })
    const level = one(audit, 'level')
    assert.ok(!('unplanted' in level))
    assert.deepEqual(
      [level.reported, level.suppressed[0]?.reason, level.suppressed[0]?.by],
      [null, 'silenced', 'wide'],
    )
    assert.equal(audit.verdict, 'fail')
  })
})
