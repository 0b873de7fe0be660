import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { describeChange } from '../../../../src/detection/describe/describe.ts'
import { DETECTORS, detectorsWithout } from '../../../../src/detection/detectors/registry.ts'
import { kindOf } from '../../../../src/detection/kinds/kinds.ts'
import { brokenDetectors, createMonitor } from '../../../../src/detection/monitor.ts'
import { HOURLY, hourly, normal, random } from '../../../support/detection/detection.ts'

const ORDER = ['level', 'spread', 'moment', 'presence']

describe('the registry of detectors', () => {
  test('has those of the level step first, then those of the spread, of moments, of silence', () => {
    const aspects = DETECTORS.map(({ kinds: [kind] }) => kindOf(kind ?? 'level').aspect)
    assert.deepEqual(
      aspects,
      aspects.toSorted((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b)),
    )
    assert.equal(DETECTORS[0]?.name, 'level')
  })

  test('leaves out those that are disabled, and the monitor goes on with any one of them missing', () => {
    const gauss = normal(random(3))
    const points = hourly(700, hour => gauss() + (hour >= 500 ? 3 : 0))
    for (const { name } of DETECTORS) {
      const left = detectorsWithout([name])
      assert.equal(left.length, DETECTORS.length - 1)
      const monitor = createMonitor({ describe: describeChange, detectors: left })
      let state = monitor.start(HOURLY)
      for (const each of points) {
        const [next, verdict] = monitor.observe(state, each)
        state = next
        if (verdict.status === 'alarm') assert.notEqual(verdict.alarm.detector, name)
      }
      assert.deepEqual(brokenDetectors(state), {}, `without ${name}`)
    }
  })
})
