import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { MINUTE } from '../../../src/core/duration.ts'
import { type Causes, NOTHING_KNOWN } from '../../../src/detection/causes/cause.ts'
import { causeWords, releaseName } from '../../../src/presentation/cause-words.ts'
import { ONSET, releaseAt } from '../../support/alerts/alert-samples.ts'

function causes(minutes: readonly number[], about: Partial<Causes> = {}): Causes {
  return {
    shown: minutes.map(each => ({ kind: 'release', release: releaseAt(ONSET + each * MINUTE) })),
    further: 0,
    known: { releases: true, models: true },
    ...about,
  }
}

describe('the words about what coincides', () => {
  test('name what was released, when, and how far from the onset, and claim no more', () => {
    assert.deepEqual(causeWords(causes([-45]), ONSET), {
      title: 'What else changed then',
      items: [
        {
          text: 'Release 2.9.1 of worker, Mon 16 Nov 03:15 UTC.',
          evidence: '45 minutes before the likeliest moment of the onset.',
        },
      ],
      close: 'It coincides with the onset; that is no proof.',
    })
  })

  test('say how many more there are', () => {
    assert.equal(
      causeWords(causes([0, 1, 2], { further: 4 }), ONSET)?.close,
      'They coincide with the onset; that is no proof. 4 more coincide with it too.',
    )
  })

  test('name the probable cause where one may be named, and how sure that is', () => {
    const about = causes([-45])
    const [cause] = about.shown
    assert.ok(cause)
    assert.equal(
      causeWords({ ...about, named: { cause, probability: 0.948 } }, ONSET)?.close,
      'The probable cause is the release 2.9.1 of worker: 94 % by when it came and by how seldom such come.',
    )
    assert.match(
      causeWords({ ...causes([-45, 3]), named: { cause, probability: 0.9999 } }, ONSET)?.close ?? '',
      /: 99 % .* The others coincide with the onset, too\.$/,
    )
  })

  test('say that there is none only where that is known', () => {
    assert.equal(causeWords(causes([]), ONSET)?.close, 'No release or model change is known around then.')
    const onlyReleases = causes([], { known: { releases: true, models: false } })
    assert.equal(causeWords(onlyReleases, ONSET)?.close, 'No release is known around then.')
    assert.equal(causeWords(NOTHING_KNOWN, ONSET), null)
    assert.equal(causeWords(causes([], { known: { releases: false, models: true } }), ONSET), null)
  })

  test('name the parts of a release that are known, and tame what is foreign', () => {
    assert.equal(releaseName(releaseAt(0, { component: null })), 'release 2.9.1')
    assert.equal(
      releaseName(releaseAt(0, { environment: 'eu', version: '1\r\nBcc: x' })),
      'release 1 Bcc: x of worker (eu)',
    )
  })
})
