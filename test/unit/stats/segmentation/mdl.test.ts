import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DescriptionLengths } from '../../../../src/stats/segmentation/mdl.ts'

/** The flow of the Nile at Aswan, 1871-1970 (Cobb 1978), in 10^8 m^3. */
const NILE = [
  1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935, 1110, 994, 1020, 960, 1180, 799, 958,
  1140, 1100, 1210, 1150, 1250, 1260, 1220, 1030, 1100, 774, 840, 874, 694, 940, 833, 701, 916, 692, 1020,
  1050, 969,
]

const CASES = [
  [0, 28, 'constant', -0.32276388382203836],
  [0, 40, 'linear', 4.1611198222773],
  [3, 17, 'constant', 1.6652396708926003],
] as const

const row = NILE.map(value => (value - 1000) / 150)
const model = (weight: number): DescriptionLengths =>
  new DescriptionLengths({
    times: Float64Array.from(row, (_, i) => i / (row.length - 1) - 0.5),
    values: Float64Array.from(row),
    variance: 1,
    weight,
  })

describe('A description length', () => {
  // numpy 2.2.0, for (a, b, deg) in (0, 28, 0), (0, 40, 1), (3, 17, 0):
  //   r = (np.array(NILE) - 1000) / 150; y = r[a+1:b]; z = r[a:b-1]; n = b - a
  //   X = np.vander(np.arange(a + 1, b), deg + 1)
  //   f = lambda v: v - X @ np.linalg.lstsq(X, v, rcond=None)[0]
  //   g = r[a] - np.polyval(np.polyfit(np.arange(a + 1, b), y, deg), a)
  //   phi = min(max(f(y) @ f(z) / (f(z) @ f(z)), 0), .98); S = (((f(y) - phi * f(z))**2).sum() + (1 - phi**2) * g**2) / n
  //   n/2*np.log(S) - .5*np.log(max(1 - phi**2, 1/n)) + (deg + 2)/2*np.log(n)
  test('is the Gaussian likelihood of the autoregression and half a log for each parameter, as numpy has it', () => {
    const lengths = model(0)
    for (const [from, to, shape, expected] of CASES) {
      const told = lengths.describe(from, to)
      assert.equal(told.shape, shape)
      assert.ok(Math.abs(told.length - expected) < 1e-8, `${from}-${to}: ${told.length} is not ${expected}`)
      assert.equal(lengths.length(from, to), told.length)
    }
  })

  test('of the Nile is shorter in two regimes that part in 1899 than in any other two', () => {
    const lengths = model(4)
    const totals = Array.from({ length: 31 }, (_, k) => lengths.length(0, k + 5) + lengths.length(k + 5, 40))
    assert.equal(totals.indexOf(Math.min(...totals)) + 5, 28)
  })

  test('takes the expected variance for a stretch without any', () => {
    const values = new Float64Array(20)
    const times = values.map((_, i) => i / 19 - 0.5)
    const { sigma } = new DescriptionLengths({ times, values, variance: 6, weight: 4 }).describe(0, 20)
    assert.ok(Math.abs(sigma - Math.sqrt((4 * 6) / 24)) < 1e-12)
  })
})
