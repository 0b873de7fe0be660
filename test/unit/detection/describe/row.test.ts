import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR } from '../../../../src/core/duration.ts'
import { randomStream } from '../../../../src/core/random.ts'
import { readRow } from '../../../../src/detection/describe/row.ts'
import { ar1, BASELINE, inputOf } from '../../../support/detection/describing.ts'

const noise = ar1(randomStream(1), 400, 0)

describe('a row', () => {
  test('is in standard deviations of the baseline from its centre, with the hours since the first point', () => {
    const row = readRow(
      inputOf(
        noise.map(z => 50 + 5 * z),
        { kind: 'level' },
      ),
    )
    const head = row.values.slice(0, BASELINE)
    const mean = head.reduce((sum, value) => sum + value, 0) / BASELINE
    const square = head.reduce((sum, value) => sum + value * value, 0) / BASELINE
    assert.ok(Math.abs(mean) < 1e-9 && Math.abs(square - 1) < 1e-9)
    assert.deepEqual(Array.from(row.positions).slice(0, 3), [0, 1, 2])
    assert.equal(row.step, HOUR)
  })

  test('has its candidates after the baseline and not after the alarm, and ends with the last bucket', () => {
    const row = readRow(inputOf(noise, { kind: 'level', at: 380 * HOUR }))
    assert.equal(row.from, BASELINE)
    assert.equal(row.to, 381)
    assert.equal(row.now, 400 * HOUR)
  })

  test('leaves out what is no number of the family, and keeps the gap', () => {
    const values = noise.map((z, hour) => (hour === 5 ? null : hour === 7 ? -1 : Math.exp(z)))
    const row = readRow(inputOf(values, { kind: 'level' }, { family: 'positive' }))
    assert.deepEqual(Array.from(row.positions).slice(3, 7), [3, 4, 6, 8])
    assert.equal(row.values.length, 398)
  })

  test('lies nowhere further out than a billion standard deviations', () => {
    const row = readRow(
      inputOf(
        noise.map((z, hour) => (hour === 390 ? 1e300 : z)),
        { kind: 'level' },
      ),
    )
    assert.equal(row.values[390], 1e9)
  })

  test('of more than 4,096 values is averaged in twos, fours and so on, with the memory that such means have', () => {
    const phi = 0.8
    const long = ar1(randomStream(2), BASELINE + 40_000, phi)
    const row = readRow(inputOf(long, { kind: 'level' }, {}, phi))
    assert.equal(row.step, 16 * HOUR)
    assert.ok(row.values.length <= 4096)
    const products = [...row.values].map((value, place) => value * (row.values[place + 1] ?? 0))
    const sum = (some: readonly number[]): number => some.reduce((total, one) => total + one, 0)
    const seen = sum(products) / sum([...row.values].map(value => value * value))
    assert.ok(Math.abs(row.phi - seen) < 0.05, `${row.phi}, seen ${seen}`)
    assert.equal(readRow(inputOf(long.slice(0, 4000), { kind: 'level' }, {}, phi)).phi, phi)
  })

  test('reads at most 336 values of what was before, and counts what it does not read as known', () => {
    const input = inputOf(ar1(randomStream(3), 1000, 0), { kind: 'level' })
    const longer = { ...input, baseline: { ...input.baseline, to: 672 * HOUR } }
    assert.equal(readRow(longer).from, 336)
    assert.equal(readRow(longer).anchor, 0)
    const hidden = { ...input, points: input.points.slice(300) }
    assert.equal(readRow(hidden).anchor, 300)
  })

  test('of no points is empty', () => {
    const row = readRow({ ...inputOf(noise, { kind: 'level' }), points: [] })
    assert.equal(row.values.length, 0)
    assert.equal(row.to, 0)
  })
})
