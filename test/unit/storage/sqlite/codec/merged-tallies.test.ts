import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { atOnce } from '../../../../../src/core/turns/pause.ts'
import { isEmpty, mergeTally, startTally, type Tally } from '../../../../../src/indicators/tally.ts'
import {
  checkTallies,
  joinedTallies,
  mergedTallies,
} from '../../../../../src/storage/sqlite/codec/merged-tallies.ts'
import { encodeTallies } from '../../../../../src/storage/sqlite/codec/tally-codec.ts'

const amount = fc.constantFrom(-2, -1, 1, 2)
const counts = fc
  .dictionary(fc.constantFrom('arrived', 'ended'), amount)
  .map(by => new Map(Object.entries(by)))
const sketches = fc
  .dictionary(
    fc.constantFrom('wait', 'run'),
    fc.dictionary(fc.constantFrom('3', '7', '90'), amount, { minKeys: 1 }),
  )
  .map(by => {
    const sketchOf = (counted: Record<string, number>) => {
      return { bins: Object.keys(counted).map(Number), counts: Object.values(counted) }
    }
    return new Map(Object.entries(by).map(([name, counted]) => [name, sketchOf(counted)]))
  })
const tally: fc.Arbitrary<Tally> = fc
  .record({ counts, sketches, unmeasured: counts })
  .map(({ unmeasured, ...own }) => (unmeasured.size === 0 ? own : { ...own, unmeasured }))
/** Few label sets, so that many rows speak of the same one. */
const row = fc.array(fc.tuple(fc.nat(12), tally)).map(cells => new Map(cells))
const rows = fc.array(row, { maxLength: 6 })

/** As if all had been added to one row. */
function plainSum(parts: ReadonlyArray<ReadonlyMap<number, Tally>>): Map<number, Tally> {
  const sums = new Map<number, Tally>()
  for (const part of parts) {
    for (const [id, one] of part) {
      const sum = sums.get(id) ?? startTally()
      sums.set(id, sum)
      mergeTally(sum, one)
    }
  }
  return new Map([...sums].filter(([, sum]) => !isEmpty(sum)).sort(([a], [b]) => a - b))
}

describe('tallies of many rows', () => {
  test('add up to what one row would hold, to the byte', () => {
    fc.assert(
      fc.property(rows, parts => {
        const sum = plainSum(parts)
        const joined = atOnce(joinedTallies(parts.map(encodeTallies)))
        if (sum.size === 0) assert.equal(joined, null)
        else assert.deepEqual(Buffer.from(joined ?? []), Buffer.from(encodeTallies(sum)))
        assert.deepEqual(
          [...mergedTallies(parts.map(encodeTallies))].flat().map(([id]) => id),
          [...sum.keys()],
        )
      }),
      { seed: 1 },
    )
  })

  test('come in pieces, each label set in one of them, whatever the rows hold of it', () => {
    const many = (step: number) =>
      encodeTallies(
        new Map(
          Array.from({ length: 2000 }, (_, i) => [
            i * step,
            { counts: new Map([['ended', 1]]), sketches: new Map() },
          ]),
        ),
      )
    const pieces = [...mergedTallies([many(1), many(2), many(3)])]
    assert.ok(pieces.length > 6, `${pieces.length} pieces`)
    const ids = pieces.flatMap(piece => piece.map(([id]) => id))
    assert.deepEqual(
      ids,
      [...new Set(ids)].sort((a, b) => a - b),
    )
    const ended = pieces.flatMap(piece => piece.map(([, { counts: of }]) => of.get('ended') ?? 0))
    assert.equal(
      ended.reduce((a, b) => a + b),
      6000,
    )
  })

  test('are refused where bytes are cut off, before any of them counts', () => {
    fc.assert(
      fc.property(
        row.filter(({ size }) => size > 0),
        cells => {
          const whole = encodeTallies(cells)
          checkTallies(whole)
          assert.throws(() => checkTallies(whole.subarray(0, -1)), RangeError)
        },
      ),
      { seed: 2 },
    )
  })
})
