import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setImmediate, setTimeout } from 'node:timers/promises'
import { HOUR } from '../../../../src/core/duration.ts'
import { createStrays } from '../../../../src/pipeline/collect/strays.ts'

describe('what a source leaves behind', () => {
  test('belongs to it: timers, promises, and what these start', async () => {
    const strays = createStrays()
    const seen: Array<string | null> = []
    const leaves = async (): Promise<void> => {
      await setImmediate()
      seen.push(strays.source())
      await setTimeout(1)
      seen.push(strays.source())
    }
    await Promise.all([strays.under('a', leaves), strays.under('b', leaves)])
    assert.deepEqual(seen.toSorted(), ['a', 'a', 'b', 'b'])
    assert.equal(strays.source(), null)
  })

  test('is a problem of it for an hour; of many messages the latest five', () => {
    const strays = createStrays()
    for (let i = 0; i < 7; i++) strays.note('a', `fault ${i}`, i)
    strays.note('a', 'fault 3', 7)
    assert.deepEqual(
      strays.problemsOf('a', 10).map(({ message }) => message.slice(-1)),
      ['2', '4', '5', '6', '3'],
    )
    assert.deepEqual(strays.problemsOf('b', 10), [])
    assert.deepEqual(strays.problemsOf('a', HOUR + 7), [])
  })
})
