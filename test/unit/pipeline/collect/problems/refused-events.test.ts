import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY } from '../../../../../src/core/duration.ts'
import {
  refusedProblems,
  rememberRefused,
} from '../../../../../src/pipeline/collect/problems/refused-events.ts'
import type { MemoryChange } from '../../../../../src/sources/memory.ts'
import type { RefusedCandidate } from '../../../../../src/sources/source.ts'

const NOW = Date.UTC(2026, 4, 1)

function memory() {
  const kept = new Map<string, Uint8Array>()
  const store = {
    recall: (source: string, key: string) => kept.get(`${source} ${key}`) ?? null,
    remember: (source: string, changes: readonly MemoryChange[]) => {
      for (const change of changes) {
        if ('key' in change && change.value !== null) kept.set(`${source} ${change.key}`, change.value)
      }
    },
  }
  const refuse = (refused: readonly RefusedCandidate[], at = NOW) =>
    rememberRefused(store, 'platform', refused, at)
  const said = (at = NOW) => refusedProblems(store, 'platform', at)
  return { refuse, said, kept }
}

const invalid = (detail: string): RefusedCandidate => ({ reason: 'invalid', detail })

describe('events that were refused', () => {
  test('are a problem of their source by reason, with their number and the latest of them', () => {
    const { refuse, said } = memory()
    refuse([invalid('a: data.taskType is missing'), { reason: 'future', detail: 'b', count: 3 }])
    refuse([invalid('c: data.taskType is missing')])
    assert.deepEqual(
      said().map(({ where, message, remedy }) => [where, message, remedy]),
      [
        [
          'platform',
          '2 of its events were refused (invalid); what they said is lost',
          'The latest: c: data.taskType is missing',
        ],
        ['platform', '3 of its events were refused (future); what they said is lost', 'The latest: b'],
      ],
    )
  })

  test('are said for a week after the last of them, and of no other source', () => {
    const { refuse, said } = memory()
    refuse([invalid('a')])
    refuse([invalid('b')], NOW + 2 * DAY)
    assert.equal(said(NOW + 8 * DAY).length, 1)
    assert.deepEqual(said(NOW + 10 * DAY), [])
    assert.deepEqual(refusedProblems({ recall: () => null }, 'other', NOW), [])
  })

  test('show no secret, and no more reasons than a few', () => {
    const { refuse, said } = memory()
    refuse([invalid('postgres://u:hunter22@db/x')])
    assert.doesNotMatch(said()[0]?.remedy ?? '', /hunter22/)
    for (let i = 0; i < 50; i++) refuse([{ reason: `reason ${i}`, detail: 'd' }])
    assert.equal(said().length, 11)
    assert.match(said().at(-1)?.message ?? '', /41 of its events were refused \(other\)/)
  })

  test('whose record was damaged are forgotten, and counted anew', () => {
    const { refuse, said, kept } = memory()
    refuse([invalid('a')])
    for (const key of kept.keys()) kept.set(key, new TextEncoder().encode('[{"reason":1}, nonsense'))
    assert.deepEqual(said(), [])
    refuse([invalid('b')])
    assert.match(said()[0]?.message ?? '', /^1 of its events/)
  })
})
