import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { describe, test } from 'node:test'
import { AUDITS_DDL, CANARIES_DDL, sqliteAudits } from '../../../../../src/storage/sqlite/tables/audits.ts'
import { keptAudit, keptCard } from '../../../../support/audit/kept.ts'

function opened() {
  const db = new DatabaseSync(':memory:')
  db.exec(CANARIES_DDL)
  db.exec(AUDITS_DDL.replace(/ REFERENCES [^,)]*\([^)]*\)/g, ''))
  return sqliteAudits(db)
}

describe('canaries', () => {
  test('are sent once, and the first receipt of one stands', () => {
    const audits = opened()
    audits.sendCanary('a', 10)
    assert.deepEqual(audits.canary('a'), { id: 'a', sentAt: 10, receivedAt: null })
    assert.deepEqual(
      [audits.receiveCanary('a', 20), audits.receiveCanary('a', 30), audits.receiveCanary('b', 30)],
      [true, true, false],
    )
    assert.deepEqual([audits.canary('a')?.receivedAt, audits.canary('b')], [20, null])
  })
})

describe('kept audits', () => {
  test('are given back as they were kept, newest first, with the latest card of each series', () => {
    const audits = opened()
    const [first, second] = [keptAudit(), keptAudit({ endedAt: 1_800_000_000_000, verdict: 'fail' })]
    audits.add(first, [
      { seriesId: 1, card: keptCard() },
      { seriesId: 2, card: keptCard() },
    ])
    audits.add(second, [{ seriesId: 1, card: keptCard({ upTo: 2000 }) }])
    assert.deepEqual(audits.list(9), [second, first])
    assert.deepEqual([audits.card(1)?.upTo, audits.card(2), audits.card(3)], [2000, keptCard(), null])
    assert.deepEqual(
      audits.cards().map(({ seriesId, card }) => [seriesId, card.upTo]),
      [
        [1, 2000],
        [2, 1000],
      ],
    )
  })

  test('are let go after four hundred, cards after thirty of a series', () => {
    const audits = opened()
    for (let k = 0; k < 410; k += 1)
      audits.add(keptAudit({ endedAt: 1000 + k }), [{ seriesId: 1, card: keptCard({ upTo: k }) }])
    assert.deepEqual([audits.list(999).length, audits.list(1)[0]?.endedAt], [400, 1409])
    assert.equal(audits.card(1)?.upTo, 409)
  })
})
