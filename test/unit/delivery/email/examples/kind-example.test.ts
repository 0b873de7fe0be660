import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { kindExample, kindOccasion } from '../../../../../src/delivery/email/examples/kind-example.ts'
import { bodyOf } from '../../../../../src/delivery/email/render.ts'
import type { ChangeKind } from '../../../../../src/detection/change.ts'
import { KIND_NAMES, KINDS } from '../../../../../src/detection/kinds/kinds.ts'
import { addresseeOf, LEVEL, ONSET, SETTINGS } from '../../../../support/alerts/alert-samples.ts'

/** The values from the onset on, in an example of that kind. */
const after = (kind: ChangeKind): Array<number | null> =>
  kindExample(kind)
    .points.filter(({ at }) => at >= ONSET)
    .map(({ value }) => value)

describe('the example that is made for a kind of change', () => {
  for (const kind of KIND_NAMES) {
    test(`is an email about ${kind}, with a chart and without a placeholder`, () => {
      const input = kindExample(kind)
      assert.equal(input.transition.episode.origin, 'change')
      const { text, html, images } = bodyOf(input, SETTINGS, addresseeOf('ann@example.org'))
      assert.equal(images.length, 2)
      assert.doesNotMatch(`${text}${html}`, /undefined|NaN|\{\w+\}/)
      assert.ok(kindOccasion(kind).endsWith(KINDS[kind].up.state))
    })
  }

  test('changes at the onset as a chart of the kind draws it', () => {
    assert.deepEqual(after('missing'), [])
    assert.ok(after('stuck').every(value => value === LEVEL.to))
    const mean = (values: ReadonlyArray<number | null>): number =>
      values.reduce((sum: number, value) => sum + (value ?? 0), 0) / values.length
    assert.ok(Math.abs(mean(after('level')) - LEVEL.to) < 1)
    const slope = after('slope')
    assert.ok(mean(slope.slice(0, 24)) < mean(slope.slice(-24)) - 8)
    assert.ok(Math.abs(mean(after('variance')) - LEVEL.from) < 2)
    assert.ok(mean(after('tail')) > LEVEL.from + 1)
  })
})
