import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { brokenColumn } from '../../../../../src/sources/postgres/contract/columns.ts'
import type { Seen } from '../../../../../src/sources/postgres/contract/look.ts'
import { contractOf, JOBS, SEEN, seenWith } from '../../../../support/postgres/mutations/seen.ts'

function broken(name: string, seen: Seen, isSame = true) {
  const term = contractOf().columns.find(one => one.name === name)
  assert.ok(term)
  return brokenColumn(JOBS, term, seen, isSame)
}

describe('a column that is relied on', () => {
  test('is known under another name by its number', () => {
    const finding = broken('ended_at', seenWith({ ended_at: { name: 'Done at' } }))
    assert.match(finding?.message ?? '', /is called Done at now$/)
    assert.match(
      finding?.remedy ?? '',
      /^Write `completed_at: Done at`; .*RENAME COLUMN "Done at" TO ended_at$/,
    )
  })

  test('has no number in a table that was made anew', () => {
    const finding = broken('ended_at', seenWith({ ended_at: { name: 'done_at' } }), false)
    assert.match(finding?.message ?? '', /is not there any more$/)
  })

  test('of a view is not brought back by a statement on a table', () => {
    const finding = broken('kind', seenWith({ kind: null }, { kind: 'v' }))
    assert.match(finding?.remedy ?? '', /^Give the view its column kind again/)
  })

  test('may say what no list names', () => {
    const labels = ['pending', 'completed', 'failed', 'shelved']
    assert.match(broken('state', seenWith({ state: { labels } }))?.message ?? '', /it may be shelved now/)
    assert.equal(broken('state', seenWith({ state: { labels: [...labels.slice(0, 3), 'running'] } })), null)
    assert.equal(broken('state', SEEN), null)
  })
})
