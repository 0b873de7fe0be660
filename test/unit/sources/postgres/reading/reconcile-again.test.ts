import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY, MINUTE } from '../../../../../src/core/duration.ts'
import { TakenRows } from '../../../../../src/sources/postgres/completeness/taken.ts'
import type { Session } from '../../../../../src/sources/postgres/connection/session.ts'
import { emptyState, type Reconciled } from '../../../../../src/sources/postgres/reading/cursor.ts'
import { reconcile } from '../../../../../src/sources/postgres/reading/reconcile.ts'
import { hash, holding, serial } from '../../../../support/facts/serial-table.ts'

const NOW = Date.UTC(2026, 4, 1)
const { reconciled: nothing } = emptyState('at')

describe('what is compared and the same', () => {
  test('is kept in less room once its rows have come, some at a time, and is the same ever after', async () => {
    const records = new Map<string, Uint8Array>()
    const memory = { get: (key: string) => records.get(key) ?? null }
    const ours = new TakenRows(memory, 't', 'serial')
    const keep = (): void => {
      for (const change of ours.changes()) {
        if ('drop' in change || change.value === null) continue
        records.set(change.key, change.value)
      }
    }
    // Twelve slots of 4,096, of which in the second one row was never taken.
    const ids = Array.from({ length: 12 * 4_096 }, (_, id) => id)
    for (const id of ids) if (id !== 5_000) ours.add(id, hash(id))
    keep()
    const among = {
      plan: serial,
      taken: ours,
      note: () => {},
      chunkRows: 5_000,
      every: MINUTE,
      rows: 100_000,
    }
    const session = holding(ids) as Session
    const compacted = (): string[] => [...records.keys()].filter(key => key.endsWith('~base'))
    let state: Reconciled = { ...nothing, first: 0 }
    const counts: number[] = []
    for (let pull = 0; pull < 4; pull++) {
      for await (const { missing, reconciled } of reconcile(
        { ...among, session },
        state,
        12,
        NOW + pull * DAY,
      )) {
        for (const [id = ''] of missing) ours.add(Number(id), hash(Number(id)))
        state = reconciled
      }
      keep()
      counts.push(compacted().length)
    }
    // The last four may still be written to. Thirty thousand hashes are seven slots and a part of the eighth, of which one differed.
    assert.deepEqual(counts, [7, 8, 8, 8])
    assert.ok(compacted().every(key => Number(key.split('/')[1]?.split('~')[0]) < 8))
    assert.deepEqual(state.differing, {})
    assert.ok(ids.every(id => ours.has(id, hash(id))))
    assert.ok(ids.every(id => !ours.has(id, hash(id + 100_000))))
  })
})

describe('rows of which the mapping is another', () => {
  test('are read again from new to old, some at each pull, wherever they lie, and once', async () => {
    const ours = new TakenRows({ get: () => null }, 't', 'serial')
    // Two hundred slots, of which every third has rows.
    const ids = Array.from({ length: 200 }, (_, slot) => slot * 4_096 + 7).filter((_, slot) => slot % 3 === 0)
    for (const id of ids) ours.add(id, hash(id))
    const session = holding(ids) as Session
    const among = { plan: serial, session, taken: ours, note: () => {}, chunkRows: 100, every: DAY }
    let state: Reconciled = { ...nothing, first: 0, recentAt: NOW, again: { from: 4, to: null } }
    const seen: number[][] = []
    for (let pull = 0; pull < 5; pull++) {
      const slots: number[] = []
      for await (const found of reconcile({ ...among, rows: 20 }, state, 200, NOW + pull)) {
        assert.deepEqual(found.missing, [])
        for (const [id] of found.changed) slots.push((Number(id) - 7) / 4_096)
        state = found.reconciled
      }
      seen.push(slots)
    }
    const all = Array.from({ length: 200 }, (_, slot) => 199 - slot).filter(
      slot => slot % 3 === 0 && slot > 4,
    )
    assert.deepEqual(seen.flat(), all)
    assert.deepEqual(
      seen.map(({ length }) => length),
      [20, 20, 20, 5, 0],
    )
    assert.deepEqual([state.again, state.differing], [undefined, {}])
  })

  test('wait until the table has been read for the first time', async () => {
    const ours = new TakenRows({ get: () => null }, 't', 'serial')
    const none = { read: () => assert.fail('nothing is to be read yet') } as unknown as Session
    const among = {
      plan: serial,
      session: none,
      taken: ours,
      note: () => {},
      chunkRows: 100,
      every: DAY,
      rows: 9,
    }
    const again = { from: 0, to: null }
    for await (const { reconciled } of reconcile(among, { ...nothing, again }, 9, NOW))
      assert.deepEqual(reconciled.again, again)
  })
})
