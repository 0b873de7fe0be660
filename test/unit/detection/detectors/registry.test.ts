import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DETECTORS } from '../../../../src/detection/detectors/registry.ts'
import { kindOf } from '../../../../src/detection/kinds/kinds.ts'

describe('the registry of detectors', () => {
  test('has those of the level step first, then those of the spread, then those of silence', () => {
    const aspects = DETECTORS.map(({ kinds: [kind] }) => kindOf(kind ?? 'level').aspect)
    assert.deepEqual(
      aspects,
      aspects.toSorted(
        (a, b) => ['level', 'spread', 'presence'].indexOf(a) - ['level', 'spread', 'presence'].indexOf(b),
      ),
    )
    assert.equal(DETECTORS[0]?.name, 'level')
  })
})
