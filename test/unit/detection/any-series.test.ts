// What the monitor holds to on every series there can be.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { DAY, HOUR } from '../../../src/core/duration.ts'
import type { MonitorOptions } from '../../../src/detection/change.ts'
import { STATE_LIMIT } from '../../../src/detection/detectors/detector.ts'
import { monitor, point } from '../../support/detection/detection.ts'
import { sizeOf } from '../../support/detection/state-size.ts'
import { families, feed, holdsOnlyNumbers, stormy, throughJson } from '../../support/detection/stormy.ts'
import { inForm } from '../../support/long-form.ts'

const buckets = [10 * 60_000, HOUR, 3 * HOUR, DAY, 7 * DAY]

describe('the monitor', () => {
  for (const family of families) {
    test(`resumes, replays and never looks ahead on a ${family} series`, () => {
      fc.assert(
        fc.property(fc.nat(), fc.constantFrom(...buckets), fc.nat(500), (seed, bucket, cut) => {
          const options: MonitorOptions = { bucket, family, goodDirection: 'down', limit: null }
          const points = stormy(seed, family, bucket)
          const straight = feed(monitor.start(options), points)
          const before = feed(monitor.start(options), points.slice(0, cut))
          const after = feed(throughJson(before.state), points.slice(cut))
          assert.equal(JSON.stringify(after.state), JSON.stringify(straight.state))
          assert.deepEqual([...before.verdicts, ...after.verdicts], straight.verdicts)
          assert.ok(sizeOf(straight.largest).all <= STATE_LIMIT, sizeOf(straight.largest).words)
        }),
        { numRuns: inForm(2, 40) },
      )
    })
  }

  test('answers every number there is with a verdict and a state that JSON can hold', () => {
    const anything = fc.record({
      gap: fc.constantFrom(0, 1, 1, 1, 1, 2, 200, 1000, -3),
      value: fc.oneof(
        fc.double(),
        fc.constantFrom(0, 1, -1, 1e308, -1e308, 5e-324, Number.NaN, Number.POSITIVE_INFINITY, null),
      ),
      n: fc.nat(100),
    })
    fc.assert(
      fc.property(
        fc.array(anything, { minLength: 60, maxLength: 160 }),
        fc.constantFrom(...families),
        (rows, family) => {
          let at = 0
          const points = rows.map(({ gap, value, n }) => {
            at += gap * DAY
            return point(at, value, n)
          })
          const { state } = feed(
            monitor.start({ bucket: DAY, family, goodDirection: null, limit: null }),
            points,
          )
          assert.equal(JSON.stringify(throughJson(state)), JSON.stringify(state))
          assert.ok(holdsOnlyNumbers(state))
        },
      ),
    )
  })
})
