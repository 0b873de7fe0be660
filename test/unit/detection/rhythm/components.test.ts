import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { component } from '../../../../src/detection/rhythm/components.ts'
import { normal, random } from '../../../support/detection/detection.ts'

describe('a component of a table', () => {
  const gauss = normal(random(11))

  test('is kept nearly whole where it is far more than noise', () => {
    const table = Array.from({ length: 14 }, () => [3, 0, -3, 0].map(mean => mean + 0.5 * gauss()))
    const { means, kept } = component(
      table,
      table.map(() => 0),
      1,
      2.33,
    )
    assert.ok(kept > 0.95)
    assert.ok(Math.abs((means[0]?.[0] ?? 0) - 3) < 0.5)
  })

  test('is nothing where noise would look the same, in all but one table of a hundred or so', () => {
    let kept = 0
    for (let run = 0; run < 400; run += 1) {
      const table = Array.from({ length: 14 }, () => Array.from({ length: 24 }, gauss))
      if (
        component(
          table,
          table.map(() => 0),
          1,
          2.33,
        ).kept > 0
      )
        kept += 1
    }
    assert.ok(kept <= 12, `${kept} of 400`)
  })

  test('leaves out what has no value', () => {
    const { means } = component(
      [
        [1, Number.NaN],
        [1, 4],
        [1.1, 4],
        [0.9, 4.1],
      ],
      [0, 0, 0, 0],
      1,
      1,
    )
    assert.ok((means[0]?.[1] ?? 0) > 3.5)
  })
})
