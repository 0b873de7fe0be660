import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import type { Tally } from '../../../../../src/indicators/tally.ts'
import type { LogSketch } from '../../../../../src/stats/sketches/log-sketch.ts'
import { encodeTallies, readTallies } from '../../../../../src/storage/sqlite/codec/tally-codec.ts'

const count = fc.integer({ min: -1e12, max: 1e12 }).filter(value => value !== 0)
const sketch = fc
  .array(
    fc.tuple(
      fc.integer({ min: -(2 ** 20), max: 5000 }),
      fc.oneof(fc.constant(1), fc.integer({ min: -9, max: 900 })),
    ),
    {
      minLength: 1,
    },
  )
  .map(bins => sketchOf(bins.filter(([, n]) => n !== 0)))
  .filter(({ bins }) => bins.length > 0)
const byName = fc
  .array(fc.tuple(fc.constantFrom('arrived', 'ended', 'failed'), count))
  .map(rows => new Map(rows))
const tally: fc.Arbitrary<Tally> = fc.record(
  {
    counts: byName,
    sketches: fc.array(fc.tuple(fc.constantFrom('wait', 'run'), sketch)).map(rows => new Map(rows)),
    unmeasured: byName,
  },
  { requiredKeys: ['counts', 'sketches'] },
)
const cells = fc.array(fc.tuple(fc.nat(100_000), tally)).map(rows => new Map(rows))

/** Of a bin that is named twice the last count stands. */
function sketchOf(counts: ReadonlyArray<readonly [bin: number, count: number]>): LogSketch {
  const bins = [...new Map(counts)].sort(([a], [b]) => a - b)
  return { bins: bins.map(([bin]) => bin), counts: bins.map(([, n]) => n) }
}

function readAll(bytes: Uint8Array, of?: ReadonlySet<string>): Map<number, Tally> {
  const reader = readTallies(bytes, of)
  const read = new Map<number, Tally>()
  for (let id = reader.next(); id !== null; id = reader.next()) read.set(id, reader.take())
  return read
}

function plain(tallies: ReadonlyMap<number, Tally>): unknown {
  const sorted = <T>(map: ReadonlyMap<string | number, T>): Array<[string | number, T]> =>
    [...map].sort(([a], [b]) => (a < b ? -1 : 1))
  return sorted(tallies).map(([id, one]) => [
    id,
    sorted(one.counts),
    sorted(one.sketches),
    sorted(one.unmeasured ?? new Map()),
  ])
}

describe('tallies as bytes', () => {
  test('are read as they were written', () => {
    fc.assert(
      fc.property(cells, tallies => {
        const read = readAll(encodeTallies(tallies))
        assert.deepEqual(plain(read), plain(tallies))
      }),
      { seed: 1 },
    )
  })

  test('are read of some measures as if there were no others', () => {
    const names = fc.subarray(['arrived', 'ended', 'failed', 'wait', 'run'])
    fc.assert(
      fc.property(cells, names, (tallies, some) => {
        const of = new Set(some)
        const read = readAll(encodeTallies(tallies), of)
        const only = <T>(map: ReadonlyMap<string, T>): Map<string, T> =>
          new Map([...map].filter(([name]) => of.has(name)))
        const expected = [...tallies].map(([id, { counts, sketches, unmeasured }]) => {
          return [
            id,
            { counts: only(counts), sketches: only(sketches), unmeasured: only(unmeasured ?? new Map()) },
          ] as const
        })
        assert.deepEqual(plain(read), plain(new Map(expected)))
      }),
      { seed: 2 },
    )
  })

  test('of bytes that are cut off or that claim more than they have are refused, and take no memory', () => {
    const whole = encodeTallies(
      new Map([[1, { counts: new Map(), sketches: new Map([['run', sketchOf([[3, 1]])]]) }]]),
    )
    const read = readAll
    assert.throws(() => read(whole.subarray(0, -1)), RangeError)
    // One name, one cell with one measure: its place is the second last byte but one, the number of its bins the last but one.
    const noSuchName = Uint8Array.from(whole)
    noSuchName[whole.length - 3] = 3
    assert.throws(() => read(noSuchName), /no such measure/)
    const tooManyBins = Uint8Array.of(...whole.subarray(0, -2), 0xff, 0xff, 0x7f)
    assert.throws(() => read(tooManyBins), /before the bins/)
  })

  test('are passed as they are read', () => {
    fc.assert(
      fc.property(cells, fc.array(fc.boolean()), (tallies, passed) => {
        const reader = readTallies(encodeTallies(tallies))
        const read = new Map<number, Tally>()
        for (let place = 0, id = reader.next(); id !== null; place += 1, id = reader.next()) {
          if (passed[place] === true) reader.pass()
          else read.set(id, reader.take())
        }
        const expected = [...tallies].sort(([a], [b]) => a - b).filter((_, place) => passed[place] !== true)
        assert.deepEqual(plain(read), plain(new Map(expected)))
        assert.throws(() => reader.take(), RangeError)
      }),
      { seed: 3 },
    )
  })

  test('five tasks of an hour take some forty bytes', () => {
    const bins = sketchOf([800, 861, 902, 958, 1011].map(bin => [bin, 1]))
    const hour = {
      counts: new Map([
        ['arrived', 5],
        ['ended', 5],
      ]),
      sketches: new Map([
        ['run', bins],
        ['total', bins],
        ['wait', bins],
      ]),
    }
    const cell = new Map([...Array(500).keys()].map(id => [id, hour]))
    assert.ok(encodeTallies(cell).length / 500 < 50, `${encodeTallies(cell).length / 500} bytes`)
  })
})
