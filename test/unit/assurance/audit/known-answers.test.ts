import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  detectorsHeard,
  KNOWN_ANSWERS,
  silentDetectors,
} from '../../../../src/assurance/audit/known-answers.ts'
import { describeChange } from '../../../../src/detection/describe/describe.ts'
import { DETECTORS, detectorsWithout } from '../../../../src/detection/detectors/registry.ts'
import { createMonitor } from '../../../../src/detection/monitor.ts'

const monitorOf = (detectors = DETECTORS) => createMonitor({ describe: describeChange, detectors })

describe('known answers', () => {
  test('there is one for every detector, and each raises its own', () => {
    assert.deepEqual(
      KNOWN_ANSWERS.map(({ detector }) => detector).toSorted(),
      DETECTORS.map(({ name }) => name).toSorted(),
    )
    for (const answer of KNOWN_ANSWERS)
      assert.ok(detectorsHeard(monitorOf(), answer).has(answer.detector), answer.detector)
  })

  test('name each detector that is switched off', () => {
    for (const answer of KNOWN_ANSWERS) {
      const { detector } = answer
      assert.ok(!detectorsHeard(monitorOf(detectorsWithout([detector])), answer).has(detector), detector)
    }
  })

  test('name one that is asked and says nothing, and one that throws', () => {
    const inert = DETECTORS.map(one =>
      one.name === 'level'
        ? { ...one, step: (state: object) => [state, null] as const, advance: () => null }
        : one.name === 'ties'
          ? {
              ...one,
              init: () => {
                throw new Error('broken')
              },
            }
          : one,
    )
    assert.deepEqual(silentDetectors(monitorOf(inert)), ['level', 'ties'])
  })
})
