import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY, HOUR, MINUTE } from '../../../../src/core/duration.ts'
import { taskThroughput } from '../../../../src/indicators/work/task-throughput.ts'
import { givePlaces } from '../../../../src/pipeline/close/label-places.ts'
import type { LabelValue } from '../../../../src/series/admission.ts'
import { MONDAY, task } from '../../../support/facts/lifecycles.ts'
import { slicesOf } from '../../../support/facts/windows.ts'

function work(type: string, count: number, from = MONDAY) {
  return Array.from({ length: count }, (_, i) =>
    task(from + i * MINUTE, 0, 1, { labels: { task_type: type } }),
  )
}

describe('counting the places of labels', () => {
  test('adds what has come since to what was known, which has lost weight meanwhile', () => {
    const known: LabelValue[] = [{ value: 'old', volume: 8, admitted: true }]
    const places = givePlaces(['task_type'], () => known, {
      countedUpTo: MONDAY,
      now: MONDAY + 14 * DAY,
      cap: 1,
    })
    for (const slice of slicesOf(taskThroughput, [
      ...work('old', 9, MONDAY - HOUR),
      ...work('new', 3, MONDAY + 14 * DAY - HOUR),
    ])) {
      places.add(slice)
    }
    const { values, admitted, displaced } = places.end()
    const [old, fresh] = values.get('task_type') ?? []
    assert.equal(old?.volume, 4, 'what was counted before is not counted again')
    assert.ok(Math.abs((fresh?.volume ?? 0) - 3) < 0.01)
    assert.deepEqual([...(admitted.get('task_type') ?? [])], ['old'])
    assert.deepEqual([...(displaced.get('task_type') ?? [])], [])
  })

  test('names who has lost a place, and does not remember whoever is quiet and has none', () => {
    const known: LabelValue[] = [
      { value: 'dead', volume: 0.01, admitted: true },
      { value: 'faint', volume: 0.1, admitted: false },
    ]
    const places = givePlaces(['task_type'], () => known, { countedUpTo: MONDAY, now: MONDAY + DAY, cap: 1 })
    for (const slice of slicesOf(taskThroughput, work('busy', 40))) places.add(slice)
    const { values, displaced } = places.end()
    assert.deepEqual(
      values.get('task_type')?.map(({ value }) => value),
      ['busy'],
    )
    assert.deepEqual([...(displaced.get('task_type') ?? [])], ['dead'])
  })
})
