import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  addRun,
  NO_RUN,
  type Run,
  ratherSpread,
} from '../../../../../src/detection/detectors/shared/since.ts'
import { normal, random } from '../../../../support/detection/detection.ts'

const run = (values: readonly number[]): Run => values.reduce(addRun, NO_RUN)

describe('what came since evidence began to gather', () => {
  test('is rather a spread where it is wide about the old level', () => {
    const gauss = normal(random(5))
    assert.ok(ratherSpread(run(Array.from({ length: 30 }, () => 2 * gauss()))))
  })

  test('is no spread where the level moved, however far', () => {
    const gauss = normal(random(6))
    for (const size of [0.5, 1, 2, 4])
      assert.ok(!ratherSpread(run(Array.from({ length: 30 }, () => gauss() + size))))
  })

  test('is not judged by a handful of points', () => {
    assert.ok(!ratherSpread(run([4, -4, 4, -4])))
  })
})
