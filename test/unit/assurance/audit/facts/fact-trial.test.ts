import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR } from '../../../../../src/core/duration.ts'
import { auditHere, NOW } from '../../../../support/audit/audited-store.ts'

describe('a plant in what sources bring', () => {
  test('is followed from the source to the message; what there are too few facts for is not planted', async t => {
    const { facts, verdict } = await auditHere(t, { lines: 'indicators: {}' })
    const collector = facts.find(({ plant }) => plant === 'dead collector')
    assert.ok(collector !== undefined && !('unplanted' in collector))
    assert.match(collector.reported?.subject ?? '', /SlowburnSourceBlind/)
    assert.ok((collector.reported?.at ?? 0) > NOW && (collector.reported?.at ?? 0) <= NOW + HOUR)
    const storm = facts.find(({ plant }) => plant === 'retry storm')
    assert.deepEqual(storm, {
      plant: 'retry storm',
      unplanted: 'fewer than 100 facts of the kind task a day are kept one by one',
    })
    assert.equal(verdict, 'pass')
  })

  test('that nobody is notified of fails the audit', async t => {
    const more = (
      store: Parameters<NonNullable<NonNullable<Parameters<typeof auditHere>[1]>['more']>>[0],
    ): void =>
      store.silences.save({
        id: 'blind',
        matchers: [{ name: 'rule', op: '=', value: 'SlowburnSourceBlind' }],
        startsAt: NOW - HOUR,
        endsAt: NOW + 900 * HOUR,
        createdBy: 'x',
        createdAt: NOW - HOUR,
        comment: '',
      })
    const { verdict, findings } = await auditHere(t, { more })
    assert.equal(verdict, 'fail')
    assert.deepEqual(
      findings.map(({ words }) => words),
      [
        'A dead collector was planted in what sources bring, and nobody would have been notified within 2h.',
        'A dropped column was planted in what sources bring, and nobody would have been notified within 2h.',
      ],
    )
  })
})
