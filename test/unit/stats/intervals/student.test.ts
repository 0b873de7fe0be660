import { describe, test } from 'node:test'
import { t975 } from '../../../../src/stats/intervals/student.ts'
import { assertClose } from '../../../support/numbers.ts'

describe("Student's t", () => {
  test('agrees with R', () => {
    // qt(.975, c(3, 4, 5, 9, 18, 50, 1000))
    const expected = [
      [3, 3.182446],
      [4, 2.776445],
      [5, 2.570582],
      [9, 2.262157],
      [18, 2.100922],
      [50, 2.008559],
      [1000, 1.962339],
    ] as const
    for (const [freedom, quantile] of expected) assertClose(t975(freedom), quantile, 5e-3 / quantile)
  })
})
