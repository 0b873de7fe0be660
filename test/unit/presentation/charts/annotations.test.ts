import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR } from '../../../../src/core/duration.ts'
import {
  type Canvas,
  limitLine,
  onsetMark,
  onsetShade,
  regimeLabel,
  regimeLine,
  releases,
  silence,
} from '../../../../src/presentation/charts/annotations.ts'
import type { Plot, Regime } from '../../../../src/presentation/charts/plot.ts'
import { scalesOf } from '../../../../src/presentation/charts/scale.ts'
import { releaseAt } from '../../../support/alerts/alert-samples.ts'

const FRAME = { left: 0, top: 20, right: 400, bottom: 120 }
const ONSET = { value: 4 * HOUR, lower: 3 * HOUR, upper: 5 * HOUR }
const STEP: Regime = { drawing: 'step', before: 1, after: 3, until: null, assessment: 'worse' }

function canvas(rest: Partial<Plot>): Canvas {
  const plot: Plot = { points: [], bucket: HOUR, band: [], onset: ONSET, from: 0, to: 8 * HOUR, ...rest }
  const scales = scalesOf({ from: 0, to: 8 * HOUR, low: 0, high: 4 }, FRAME)
  return { plot, unit: 'count', scales, frame: FRAME, size: 12 }
}

describe('a large chart', () => {
  test('shades the interval of the onset and names its likeliest moment', () => {
    assert.match(String(onsetShade(canvas({}))), /x="150" y="20" width="100" height="100"/)
    assert.match(String(onsetMark(canvas({}))), />since 1 Jan 04:00</)
    const outside = { value: -2 * HOUR, lower: -3 * HOUR, upper: -HOUR }
    assert.equal(onsetMark(canvas({ onset: outside })), null)
  })

  test('draws a step at the level that was reached, and a ramp from the one before', () => {
    assert.match(String(regimeLine(canvas({ regime: STEP }))), /x1="200" y1="45" x2="400" y2="45"/)
    const ramp = { ...STEP, drawing: 'ramp' } as const
    assert.match(String(regimeLine(canvas({ regime: ramp }))), /x1="200" y1="95" x2="400" y2="45"/)
    assert.match(String(regimeLabel(canvas({ regime: STEP }))), />3</)
  })

  test('ends what came after the onset where it was over', () => {
    assert.match(String(regimeLine(canvas({ regime: { ...STEP, until: 6 * HOUR } }))), /x2="300"/)
  })

  test('draws no level of what has none on the axis of values', () => {
    for (const drawing of ['gap', 'band'] as const) {
      assert.equal(regimeLine(canvas({ regime: { ...STEP, drawing } })), null)
      assert.equal(regimeLabel(canvas({ regime: { ...STEP, drawing } })), null)
    }
  })

  test('says of a silent stretch that there are no data', () => {
    const silent = canvas({ regime: { ...STEP, drawing: 'gap' } })
    assert.match(String(silence(silent)), /<rect class="gap" x="200"[^>]*\/><text[^>]*>no data</)
    assert.equal(silence(canvas({ regime: STEP })), null)
  })

  test('draws the limit only where it lies among the values', () => {
    assert.match(String(limitLine(canvas({ limit: 2 }))), />limit 2</)
    assert.equal(limitLine(canvas({ limit: 9 })), null)
    assert.equal(limitLine(canvas({})), null)
  })

  test('marks each release inside it', () => {
    const marked = releases(canvas({ releases: [releaseAt(HOUR), releaseAt(9 * HOUR)] }))
    assert.equal(marked.length, 1)
  })
})
