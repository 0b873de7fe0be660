import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOURLY, hourly, normal, raised, random, spoke, watch } from '../../../support/detection/detection.ts'
import { inForm } from '../../../support/long-form.ts'

describe('kinds', () => {
  const verdictsOf = (seed: number, value: (gauss: number, index: number) => number): string[] => {
    const gauss = normal(random(seed))
    return raised(
      watch(
        HOURLY,
        hourly(1400, index => value(gauss(), index)),
      ).verdicts,
    ).map(({ kind, direction }) => `${kind} ${direction}`)
  }

  test('of noise that grows calmer is variance, down', () => {
    assert.equal(verdictsOf(5, (gauss, index) => gauss * (index >= 600 ? 0.4 : 1))[0], 'variance down')
  })

  test('of noise that grows by a half is variance, up, in most cases', () => {
    const count = inForm(4, 12)
    const kinds = Array.from(
      { length: count },
      (_, seed) => verdictsOf(seed, (gauss, index) => gauss * (index >= 600 ? 1.5 : 1))[0],
    )
    assert.ok(kinds.filter(kind => kind === 'variance up').length >= inForm(3, 10), kinds.join())
  })

  test('of a slow rise in a strongly autocorrelated series is slope or level, up', () => {
    const gauss = normal(random(8))
    let memory = 0
    const points = hourly(120 * 24, index => {
      memory = 0.9 * memory + Math.sqrt(0.19) * gauss()
      return memory + index / (24 * 20)
    })
    const all = raised(watch(HOURLY, points).verdicts)
    assert.equal(all[0]?.direction, 'up', spoke(all))
  })
})
