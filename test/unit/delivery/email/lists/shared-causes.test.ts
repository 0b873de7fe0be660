import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR } from '../../../../../src/core/duration.ts'
import { sharedCauses } from '../../../../../src/delivery/email/lists/shared-causes.ts'
import { type Causes, NOTHING_KNOWN } from '../../../../../src/detection/causes/cause.ts'
import { episodeOf, LEVEL, ONSET, releaseAt } from '../../../../support/alerts/alert-samples.ts'

const release = (id: string, version: string) => ({
  kind: 'release' as const,
  release: releaseAt(ONSET, { id, version }),
})

function alarm(title: string, causes: Causes['shown'], width = HOUR) {
  const onset = { value: ONSET, lower: ONSET - width, upper: ONSET + width }
  return { title, episode: episodeOf({ ...LEVEL, onset }), causes: { ...NOTHING_KNOWN, shown: causes } }
}

describe('what several alerts coincide with', () => {
  test('is named once, with how many, the most frequent first', () => {
    const [both, one] = [release('b', '2.0'), release('a', '1.0')]
    const lines = sharedCauses([alarm('A', [both]), alarm('B', [both, one])])
    assert.match(lines[0] ?? '', /^Release 2\.0 of worker, .*: coincides with 2 of them\.$/)
    assert.match(lines[1] ?? '', /^Release 1\.0 of worker, .*: coincides with B\.$/)
  })

  test('says of which it is the probable cause, where that may be said', () => {
    const both = release('b', '2.0')
    const named = alarm('A', [both])
    const lines = sharedCauses([
      { ...named, causes: { ...named.causes, named: { cause: both, probability: 0.95 } } },
      alarm('B', [both]),
    ])
    assert.match(lines[0] ?? '', /^Release 2\.0 of worker, .*: the probable cause of A\.$/)
  })

  test('of equals begins with the one beside the best known onset', () => {
    const lines = sharedCauses([
      alarm('A', [release('a', '1.0')], 5 * HOUR),
      alarm('B', [release('b', '2.0')], HOUR),
    ])
    assert.match(lines[0] ?? '', /^Release 2\.0/)
  })

  test('is at most three lines, and none where nothing coincides', () => {
    const many = ['a', 'b', 'c', 'd'].map(id => release(id, id))
    assert.equal(sharedCauses([alarm('A', many)]).length, 3)
    assert.deepEqual(sharedCauses([alarm('A', [])]), [])
  })
})
