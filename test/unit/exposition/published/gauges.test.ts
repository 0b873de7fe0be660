import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR } from '../../../../src/core/duration.ts'
import { atOnce } from '../../../../src/core/turns/pause.ts'
import { createAskMetrics } from '../../../../src/exposition/asked/ask-metrics.ts'
import {
  type Gauge,
  gauge,
  type Metric,
  type MetricFault,
  seriesGauge,
} from '../../../../src/exposition/metric.ts'
import { NOTHING_PUBLISHED, published } from '../../../../src/exposition/published/gauges.ts'
import type { Snapshot } from '../../../../src/exposition/snapshot.ts'
import { change, emptySnapshot, indicator, measured, series } from '../../../support/exposition/exposition.ts'
import { familiesIn, gaugesOf } from '../../../support/exposition/gauges.ts'
import { loadProof } from '../../../support/watchdog.ts'

const AT = Date.UTC(2025, 10, 20, 12)
const RUN_TIME = indicator('run_time')

function textsOf(name: string, snapshot: Partial<Snapshot>): string[] {
  const families = gaugesOf({ ...emptySnapshot(AT), ...snapshot }, [RUN_TIME])
  const found = families.find(({ family }) => family.name === name)
  return (found?.samples ?? []).map(({ labels, value }) => `${labels.text} ${value}`)
}

describe('the gauges of a snapshot', () => {
  test('name a metric that throws and leave it out, and give all others', () => {
    const faults: MetricFault[] = []
    const without = { ...emptySnapshot(AT), blind: null as never, tick: { finishedAt: AT, interval: HOUR } }
    const families = gaugesOf(without, [RUN_TIME], { fault: fault => faults.push(fault) })
    const names = families.map(({ family }) => family.name)
    assert.ok(faults.length > 0 && faults.every(({ metric }) => !names.includes(metric)), String(faults))
    assert.ok(names.includes('slowburn_last_tick_timestamp_seconds'))
  })

  test('carry the indicator and the labels of the series where they speak of one', () => {
    assert.deepEqual(textsOf('slowburn_series_bucket_seconds', { series: [measured('run_time', AT)] }), [
      '{indicator="run_time",task_type="build"} 3600',
    ])
  })

  test('are of the first series where there are too many, and of any that has changed, and count the others', () => {
    const all = ['a', 'b', 'c', 'd'].map(task_type => measured('run_time', AT, { labels: { task_type } }))
    const changed = measured('run_time', AT, { labels: { task_type: 'e' }, change: change(AT) })
    const families = gaugesOf({ ...emptySnapshot(AT), series: [...all, changed] }, [RUN_TIME], { most: 2 })
    const valuesOf = (name: string): Array<string | number> =>
      families
        .find(({ family }) => family.name === name)
        ?.samples.map(({ labels, value }) => labels.pairs.at(-1)?.[1] ?? value) ?? []
    assert.deepEqual(valuesOf('slowburn_run_time_seconds'), ['a', 'b', 'e'])
    assert.deepEqual(valuesOf('slowburn_series_bucket_seconds'), ['a', 'b', 'e'])
    assert.deepEqual(valuesOf('slowburn_change_active'), ['e'])
    assert.deepEqual(valuesOf('slowburn_series_unexposed'), [2])
    const fresh = families.find(({ family }) => family.name === 'slowburn_series')?.samples[0]
    assert.equal(fresh?.value, 5)
  })

  test('put what a metric adds between the two', () => {
    const changed = measured('run_time', AT, { change: change(AT) })
    assert.deepEqual(textsOf('slowburn_change_active', { series: [changed] }), [
      '{indicator="run_time",kind="level",direction="up",severity="page",assessment="worse",task_type="build"} 1',
    ])
  })

  test('put it anew where it is another than in the last tick', () => {
    let before = NOTHING_PUBLISHED
    const toy = (about: Record<string, string>) =>
      seriesGauge({
        ...declared,
        name: 'slowburn_toy',
        labels: Object.keys(about),
        value: () => 1,
        about: () => about,
      })
    const snapshot = { ...emptySnapshot(AT), series: [measured('run_time', AT)] }
    const textOf = (about: Record<string, string>): string | undefined => {
      before = atOnce(published(snapshot, [RUN_TIME], before, { all: [toy(about)] }))
      const [family] = familiesIn(before)
      return family?.samples[0]?.labels.text
    }
    const texts = [{ toy: 'car' }, { toy: 'car' }, { toy: 'ball' }, {}, { toy: 'car', of: 'x' }]
    assert.deepEqual(texts.map(textOf), [
      '{indicator="run_time",toy="car",task_type="build"}',
      '{indicator="run_time",toy="car",task_type="build"}',
      '{indicator="run_time",toy="ball",task_type="build"}',
      '{indicator="run_time",task_type="build"}',
      '{indicator="run_time",toy="car",of="x",task_type="build"}',
    ])
  })

  test('give the estimate of an indicator without its name among the labels', () => {
    assert.deepEqual(textsOf('slowburn_run_time_seconds', { series: [measured('run_time', AT)] }), [
      '{task_type="build"} 120.5',
    ])
  })

  test('give a count per second too, so that series with buckets of any width add up', () => {
    const throughput = indicator('throughput', { unit: 'count', family: 'count' })
    const of = (task_type: string, bucket: number, value: number | null) =>
      measured('throughput', AT, {
        labels: { task_type },
        bucket,
        lastPoint: { at: AT - bucket, value, lower: null, upper: null, n: 1 },
      })
    const all = [of('build', HOUR, 7200), of('test', HOUR / 4, 450), of('new', HOUR, null)]
    const families = gaugesOf({ ...emptySnapshot(AT), series: all }, [throughput])
    const rate = families.find(({ family }) => family.name === 'slowburn_throughput_per_second')
    assert.deepEqual(
      rate?.samples.map(({ labels, value }) => [labels.text, value]),
      [
        ['{task_type="build"}', 2],
        ['{task_type="test"}', 0.5],
      ],
    )
  })

  test('leave a stale estimate out, and keep the normal band', () => {
    const band = { value: 100, lower: 90, upper: 110 }
    const stale = measured('run_time', AT - 24 * HOUR, { band })
    assert.deepEqual(textsOf('slowburn_run_time_seconds', { series: [stale] }), [])
    assert.deepEqual(textsOf('slowburn_run_time_baseline_upper_seconds', { series: [stale] }), [
      '{task_type="build"} 110',
    ])
  })

  test('leave out a series whose indicator is unknown', () => {
    assert.deepEqual(textsOf('slowburn_series_bucket_seconds', { series: [series('gone')] }), [])
  })
})

const declared = { name: 'slowburn_broken', topic: 'service', help: 'A broken metric.' } as const
const sound = gauge({ ...declared, name: 'slowburn_sound', samples: () => [[7]] })

function brokenBy(answer: () => unknown): readonly Metric[] {
  return [
    gauge({ ...declared, samples: answer as Gauge['samples'] }),
    seriesGauge({ ...declared, value: answer as () => number }),
    seriesGauge({ ...declared, value: () => 1, about: answer as () => Record<string, string> }),
  ]
}

const BROKEN_GAUGES = brokenBy(() => undefined).length

describe('a gauge that is broken is named and left out, and stops no other, where it', () => {
  const cases: ReadonlyArray<
    readonly [what: string, answer: (forever: () => never) => unknown, reason: RegExp]
  > = [
    ['never returns', forever => forever(), /^it did not return within 0.1 s$/],
    [
      'throws',
      () => {
        throw new Error('out of toys')
      },
      /^out of toys$/,
    ],
    [
      'throws what does not return when it is read',
      forever => {
        throw Object.defineProperty(new Error('toys'), 'message', { get: forever })
      },
      /^it did not return within 0.1 s$/,
    ],
    [
      'answers what does not return when it is looked at',
      forever => new Proxy({}, { get: forever, ownKeys: forever }),
      /^it did not return within 0.1 s$/,
    ],
  ]
  for (const [what, answer, reason] of cases) {
    test(what, () => {
      for (let i = 0; i < BROKEN_GAUGES; i += 1) {
        const { watchdog, forever } = loadProof(0.1)
        const [broken] = brokenBy(() => answer(forever)).slice(i)
        assert.ok(broken !== undefined)
        const faults: MetricFault[] = []
        const ask = createAskMetrics(watchdog)
        const snapshot = { ...emptySnapshot(AT), series: [measured('run_time', AT)] }
        const asking = { all: [broken, sound], ask, fault: (fault: MetricFault) => void faults.push(fault) }
        const families = gaugesOf(snapshot, [RUN_TIME], asking)
        assert.ok(families.some(({ family }) => family.name === 'slowburn_sound'))
        assert.ok(
          families.every(({ family, samples }) => family.name !== broken.name || samples.length === 0),
        )
        assert.deepEqual(
          faults.map(({ metric }) => metric),
          [broken.name],
        )
        assert.match(faults[0]?.message ?? '', reason)
      }
    })
  }

  test('has more samples than a metric may have', () => {
    const faults: MetricFault[] = []
    const endless = gauge({
      ...declared,
      *samples() {
        for (;;) yield [1] as const
      },
    })
    const fault = (one: MetricFault): void => void faults.push(one)
    assert.deepEqual(gaugesOf(emptySnapshot(AT), [], { all: [endless], fault }), [])
    assert.deepEqual(faults, [{ metric: 'slowburn_broken', message: 'it has more than 10000 samples' }])
  })
})

test('a sample that is no number is left out and its metric named, and the other samples are given', () => {
  const faults: MetricFault[] = []
  const some = gauge({
    ...declared,
    labels: ['toy'],
    samples: () => [
      [Number.NaN, { toy: 'car' }],
      [2, { toy: 'ball' }],
    ],
  })
  const fault = (one: MetricFault): void => void faults.push(one)
  const [family] = gaugesOf(emptySnapshot(AT), [], { all: [some], fault })
  assert.deepEqual(
    family?.samples.map(({ value }) => value),
    [2],
  )
  assert.deepEqual(faults, [
    { metric: 'slowburn_broken', message: 'a sample is NaN, not a finite number; it is left out' },
  ])
})
