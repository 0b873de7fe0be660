import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { lagsOf } from '../../../../src/assurance/replay/lags.ts'
import { temporaryFolder } from '../../../support/folder.ts'
import { emptyStore } from '../../../support/replay/recorded-store.ts'

describe('how far sources lag behind', () => {
  test('is as far as they did when last read, none where that is not known, and as it is given', t => {
    const store = emptyStore(t, temporaryFolder(t))
    store.sources.save('one', { cursor: null, completeUpTo: 1000, lastSuccessAt: 4000 })
    const source = {
      feeds: [],
      budget: 0,
      check: async () => [],
      close: async () => {},
      pull: async function* () {},
    }
    const sources = [
      { ...source, name: 'one' },
      { ...source, name: 'other' },
    ]
    assert.deepEqual(
      [...lagsOf(store, { sources }, null)],
      [
        ['one', 3000],
        ['other', 0],
      ],
    )
    assert.deepEqual(
      [...lagsOf(store, { sources }, 7)],
      [
        ['one', 7],
        ['other', 7],
      ],
    )
  })
})
