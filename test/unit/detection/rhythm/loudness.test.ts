import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fitLoudness } from '../../../../src/detection/rhythm/loudness.ts'
import { normal, random } from '../../../support/detection/detection.ts'

function innovations(days: number, width: (slot: number) => number, seed: number) {
  const gauss = normal(random(seed))
  return Array.from({ length: 24 * days }, (_, hour) => ({
    slot: hour % 24,
    value: width(hour % 24) * gauss(),
  }))
}

describe('the loudness of hours', () => {
  test('is not told apart where all are alike', () => {
    const found = [...Array(40).keys()].filter(
      seed =>
        fitLoudness(
          24,
          innovations(14, () => 1, seed),
        ).length > 0,
    )
    assert.ok(found.length <= 4, `${found.length} of 40`)
  })

  test('finds a single loud hour and gives it its own width', () => {
    const widths = fitLoudness(
      24,
      innovations(28, slot => (slot === 2 ? 4 : 1), 3),
    )
    assert.ok((widths[2] ?? 0) > 2.8 && (widths[2] ?? 0) < 5.5)
    assert.ok((widths[10] ?? 0) < 1.3)
  })

  test('follows noise that is three times larger by day', () => {
    const widths = fitLoudness(
      24,
      innovations(28, slot => (slot >= 8 && slot < 20 ? 3 : 1), 4),
    )
    assert.ok((widths[12] ?? 0) / (widths[2] ?? 1) > 2)
  })
})
