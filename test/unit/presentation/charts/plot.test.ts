import assert from 'node:assert/strict'
import { test } from 'node:test'
import { levelOf, type Plot, regimeOf } from '../../../../src/presentation/charts/plot.ts'
import { LEVEL, NOW } from '../../../support/alerts/alert-samples.ts'

test('a change is drawn as its kind says, coloured by whether it is for the worse', () => {
  assert.deepEqual(regimeOf(LEVEL, null), {
    drawing: 'step',
    before: 45.2,
    after: 61.1,
    until: null,
    assessment: 'worse',
  })
  assert.equal(regimeOf({ ...LEVEL, kind: 'missing' }, NOW).drawing, 'gap')
})

test('a spread and a silence have no level on the axis of values', () => {
  const level = (kind: (typeof LEVEL)['kind']): number | null =>
    levelOf({ points: [], bucket: 1, band: [], onset: null, regime: regimeOf({ ...LEVEL, kind }, null) })
  const kinds = ['level', 'slope', 'stuck', 'tail', 'variance', 'missing'] as const
  assert.deepEqual(kinds.map(level), [61.1, 61.1, 61.1, 61.1, null, null])
  const none: Plot = { points: [], bucket: 1, band: [], onset: null }
  assert.equal(levelOf(none), null)
})
