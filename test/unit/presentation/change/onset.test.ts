import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY, HOUR } from '../../../../src/core/duration.ts'
import type { Interval } from '../../../../src/core/interval.ts'
import { onsetRange, sinceWhen } from '../../../../src/presentation/change/onset.ts'

const NOW = Date.UTC(2026, 10, 23, 6, 40)
const onset = (lower: number, upper: number): { onset: Interval } => ({
  onset: { value: NOW, lower: NOW - lower, upper: NOW + upper },
})

describe('the onset in words', () => {
  test('has its uncertainty as a distance where it is even, else as two moments', () => {
    assert.equal(onsetRange(onset(5 * HOUR, 5 * HOUR), NOW), '±5h')
    assert.equal(onsetRange(onset(DAY, HOUR), NOW), '22 Nov 06:40 to 23 Nov 07:40')
    assert.equal(onsetRange(onset(0, 0), NOW), null)
  })

  test('is given in UTC and in the zone of the reader, with the interval that holds it', () => {
    assert.equal(
      sinceWhen(onset(5 * HOUR, 5 * HOUR), 'Europe/Berlin', HOUR),
      'Mon 23 Nov 06:40 UTC (07:40 Europe/Berlin); 90 % interval 23 Nov 01:40 to 23 Nov 11:40 UTC',
    )
    assert.equal(sinceWhen(onset(0, HOUR), 'UTC', HOUR), 'Mon 23 Nov 06:40 UTC; known to the hour')
  })
})
