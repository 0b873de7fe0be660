import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HOUR } from '../../../../src/core/duration.ts'
import type { Detector } from '../../../../src/detection/detectors/detector.ts'
import { DETECTORS } from '../../../../src/detection/detectors/registry.ts'
import { faultOfDetector, inertDetector, isKind } from '../../../../src/detection/live/declared.ts'
import { brokenDetectors, createMonitor } from '../../../../src/detection/monitor.ts'
import { normal, point, random } from '../../../support/detection/detection.ts'

test('nothing is wrong with the detectors of the registry, nor with what stands in for one', () => {
  for (const detector of [...DETECTORS, inertDetector('toy', () => {})]) {
    assert.equal(faultOfDetector(detector), null, detector.name)
  }
})

test('what stands in for a detector says so at its beginning and at every point, and nothing else', () => {
  let noted = 0
  const inert = inertDetector('toy', () => {
    noted += 1
  })
  const state = { count: 1 }
  assert.equal(inert.init({} as never), null)
  assert.deepEqual(inert.step(state, {} as never, null), [state, null])
  assert.equal(inert.restart(state, true), state)
  assert.deepEqual([inert.name, noted], ['toy', 2])
})

test('a kind is one of the registry, not what every object has', () => {
  assert.deepEqual(['level', 'constructor', 7].map(isKind), [true, false, false])
})

const toy: Detector = inertDetector('toy', () => {})

for (const [what, declared, reason] of [
  ['no kinds', { kinds: undefined }, /^its kinds are undefined/],
  ['kinds that there are not', { kinds: ['level', 'vibes'] }, /^its kinds are level,vibes/],
  ['an empty list of kinds', { kinds: [] }, /^its kinds are /],
  ['no kinds that pause it', { pausedBy: undefined }, /^its pausedBy is undefined/],
  ['no step', { step: 7 }, /^its step is no function/],
  ['no restart', { restart: undefined }, /^its restart is no function/],
  ['a part that is none', { wait: 7 }, /^its wait is no function/],
] as const) {
  test(`a detector that declares ${what} is at fault`, () => {
    assert.match(faultOfDetector({ ...toy, ...declared } as unknown as Detector) ?? '', reason)
  })
}

test('it is left out of the series by name, and the others find what they find', () => {
  const own = createMonitor({
    describe: () => assert.fail('nothing is described'),
    detectors: [...DETECTORS, { ...toy, pausedBy: undefined } as unknown as Detector],
  })
  let state = own.start({ bucket: HOUR, family: 'real', goodDirection: null, limit: null })
  const gauss = normal(random(3))
  for (let hour = 0; hour < 440; hour++) [state] = own.observe(state, point(hour * HOUR, gauss()))
  assert.deepEqual(brokenDetectors(state), { toy: 'its pausedBy is undefined' })
})
