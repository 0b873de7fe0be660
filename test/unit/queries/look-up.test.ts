import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import type { ChangeRecord } from '../../../src/detection/change.ts'
import type { ChangeOf } from '../../../src/pipeline/alerts/causes.ts'
import type { SourceStatus } from '../../../src/pipeline/collect/status.ts'
import { lookUpBriefly } from '../../../src/queries/look-up.ts'
import type { Series } from '../../../src/series/series.ts'

const ONSET = { lower: 0, upper: 1 }
const BUILD = { id: 7 } as Series
const SERIES = new Map([[BUILD.id, BUILD]])
/** Of the series 8 nothing is known any more. */
const RECORDS = [7, 8].map(seriesId => ({ seriesId, change: { onset: ONSET } as ChangeRecord['change'] }))

function setUp(progress: number | null, lookUp: () => Promise<void>) {
  const asked: unknown[] = []
  const deps = {
    causes: {
      lookUp: (changes: readonly ChangeOf[]) => {
        asked.push(...changes)
        return lookUp()
      },
    },
    live: { sources: new Map([['db', { up: true, progress } as SourceStatus]]) },
  }
  return { asked, deps }
}

describe('what else changed, for a page', () => {
  test('is waited for where it is found soon', async () => {
    let isFound = false
    const { asked, deps } = setUp(null, async () => {
      await wait(5)
      isFound = true
    })
    await lookUpBriefly(deps, RECORDS, SERIES)
    assert.ok(isFound)
    assert.deepEqual(asked, [{ series: BUILD, onset: ONSET }])
  })

  test('keeps no page that takes long to find, and goes on by itself', async () => {
    const found = Promise.withResolvers<void>()
    const { deps } = setUp(null, () => found.promise)
    const began = performance.now()
    // A timer that keeps nothing alive would not end a process that waits for nothing else.
    const alive = setInterval(() => undefined, 50)
    await lookUpBriefly(deps, RECORDS, SERIES)
    clearInterval(alive)
    assert.ok(performance.now() - began > 80)
    found.reject(new Error('later'))
    await wait(1)
  })

  test('says why where it fails at once', async () => {
    const { deps } = setUp(null, async () => {
      throw new Error('the store is closed')
    })
    await assert.rejects(lookUpBriefly(deps, RECORDS, SERIES), /closed/)
  })

  test('is not looked for while history is read: each change is another one a moment later', async () => {
    const { asked, deps } = setUp(0.4, async () => undefined)
    await lookUpBriefly(deps, RECORDS, SERIES)
    assert.deepEqual(asked, [])
  })
})
