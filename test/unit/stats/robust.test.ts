import assert from 'node:assert/strict'
import { test } from 'node:test'
import { randomStream } from '../../../src/core/random.ts'
import { clippedMoments } from '../../../src/stats/robust.ts'

function normals(n: number): number[] {
  const random = randomStream(5, 'robust')
  return Array.from({ length: n }, () => 10 + 2 * random.normal())
}

test('on normal data both are close to the mean and the standard deviation', () => {
  const { location, scale } = clippedMoments(normals(20_000), 3)
  assert.ok(Math.abs(location - 10) < 0.05, String(location))
  assert.ok(Math.abs(scale / 2 - 1) < 0.02, String(scale))
})

test('a few wild values move neither', () => {
  const values = normals(1000)
  const calm = clippedMoments(values, 3)
  const wild = clippedMoments([...values.slice(10), ...Array<number>(10).fill(1e9)], 3)
  assert.ok(Math.abs(wild.location - calm.location) < 0.15)
  assert.ok(wild.scale / calm.scale < 1.1)
})

test('the clipped residuals have mean zero and mean square one', () => {
  const values = normals(500)
  const { location, scale } = clippedMoments(values, 2)
  const residuals = values.map(value => Math.max(-2, Math.min(2, (value - location) / scale)))
  const mean = residuals.reduce((sum, one) => sum + one, 0) / residuals.length
  const square = residuals.reduce((sum, one) => sum + one * one, 0) / residuals.length
  assert.ok(Math.abs(mean) < 1e-6)
  assert.ok(Math.abs(square - 1) < 1e-6)
})

test('equal values have no spread', () => {
  assert.deepEqual(clippedMoments([4, 4, 4], 3), { location: 4, scale: 0 })
  assert.deepEqual(clippedMoments([7], 3), { location: 7, scale: 0 })
})
