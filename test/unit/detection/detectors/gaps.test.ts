import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOURLY, hourly, normal, raised, random, watch } from '../../../support/detection/detection.ts'

describe('gaps', () => {
  test('longer than any before are silence, and the first value ends it', () => {
    const gauss = normal(random(9))
    const { verdicts } = watch(
      HOURLY,
      hourly(420, hour => (hour >= 400 && hour < 408 ? null : gauss())),
    )
    assert.deepEqual(
      raised(verdicts).map(({ kind, severity }) => `${kind} ${severity}`),
      ['missing watch', 'missing page'],
    )
    assert.equal(verdicts[408]?.status, 'quiet')
  })

  test('that come every night are expected', () => {
    const gauss = normal(random(10))
    assert.deepEqual(
      raised(
        watch(
          HOURLY,
          hourly(40 * 24, hour => (hour % 24 < 9 ? null : gauss())),
        ).verdicts,
      ),
      [],
    )
  })
})
