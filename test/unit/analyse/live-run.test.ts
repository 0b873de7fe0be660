import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type LiveRun, type LiveRunOptions, liveRun } from '../../../src/analyse/live-run.ts'
import { rowOf } from '../../../src/analyse/row.ts'
import { HOUR } from '../../../src/core/duration.ts'
import { randomStream } from '../../../src/core/random.ts'
import { DETECTORS } from '../../../src/detection/detectors/registry.ts'
import { ar1 } from '../../support/detection/describing.ts'
import { thrownBy } from '../../support/watchdog.ts'

const START = Date.UTC(2026, 0, 1)

function run(
  values: readonly number[],
  onShare: (share: number) => void = () => {},
  options: LiveRunOptions = {},
): LiveRun {
  const row = rowOf({
    times: Float64Array.from(values, (_, i) => START + i * HOUR),
    values: Float64Array.from(values),
    kind: 'moment',
    valueName: 'value',
    unit: null,
    zone: null,
    notes: [],
  })
  return liveRun(row, { bucket: HOUR, family: 'real', goodDirection: null, limit: null }, onShare, options)
}

describe('A detector that never returns', () => {
  test('ends a live run, which names it', () => {
    const toy = DETECTORS.map(one => (one.name === 'level' ? { ...one, step: endless } : one))
    const work = (): LiveRun =>
      run(ar1(randomStream(151), 400, 0.3), () => {}, { patience: 1, detectors: toy })
    assert.match(String(thrownBy(work)), /^NotReturned: detector level did not return within 1 s$/)
  })
})

function endless(): never {
  for (;;);
}

describe('A live run over rows', () => {
  const noise = ar1(randomStream(151), 1400, 0.3)
  const values = noise.map((z, i) => 100 + 5 * z + (i >= 800 && i < 1000 ? 20 : 0))

  test('says what is raised, since when that is said to be so, and when it is over', () => {
    const [first] = run(values).alarms
    assert.equal(first?.kind, 'level')
    assert.ok(first.index >= 800 && first.index < 830, String(first.index))
    assert.equal(first.at, new Date(START + first.index * HOUR).toISOString())
    assert.ok(first.onset.lower <= 800 && 800 <= first.onset.upper, JSON.stringify(first.onset))
    assert.ok(first.cleared !== null && first.cleared >= 1000)
    assert.ok(Math.abs((first.seen?.effect.absolute.value ?? 0) - 20) < 8, JSON.stringify(first.seen))
  })

  test('never looks ahead', () => {
    const whole = run(values).alarms
    for (const length of [790, 820, 900]) {
      const part = run(values.slice(0, length)).alarms
      const before = whole.filter(({ index }) => index < length)
      assert.deepEqual(
        part.map(({ index, severity, onset }) => [index, severity, onset]),
        before.map(({ index, severity, onset }) => [index, severity, onset]),
      )
    }
  })

  test('says what it lacks, and how far it has come', () => {
    const shares: number[] = []
    const { warmingFor, alarms } = run(values.slice(0, 50), share => shares.push(share))
    assert.ok(warmingFor > 0)
    assert.deepEqual(alarms, [])
    assert.deepEqual(shares, [0])
  })
})
