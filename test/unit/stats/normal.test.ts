import assert from 'node:assert/strict'
import { test } from 'node:test'
import { logNormalTail } from '../../../src/stats/normal.ts'

// python3 -c "import scipy.stats as st; print(st.norm.logsf(z))" (SciPy 1.17.1)
const EXPECTED: ReadonlyArray<readonly [number, number]> = [
  [-3, -0.0013508099647481925],
  [-0.5, -0.36894641528865635],
  [0, -Math.LN2],
  [1, -1.8410216450092634],
  [2.9, -6.284058234947419],
  [3.1, -6.940688458421228],
  [8, -35.01343715991456],
  [30, -454.32124395634327],
]

for (const [z, expected] of EXPECTED) {
  test(`the log of the normal tail beyond ${z} is that of SciPy`, () => {
    assert.ok(Math.abs(logNormalTail(z) - expected) < 1e-12 * Math.abs(expected))
  })
}
