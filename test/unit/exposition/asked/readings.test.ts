// A metric that breaks, whichever it is, is named, has no samples, and stops no other: each that reads for itself is broken in turn.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { atOnce } from '../../../../src/core/turns/pause.ts'
import { createAskMetrics } from '../../../../src/exposition/asked/ask-metrics.ts'
import { readingsOf } from '../../../../src/exposition/asked/readings.ts'
import { metrics } from '../../../../src/exposition/catalogue.ts'
import { type Kept, type MetricFault, type Reading, reading } from '../../../../src/exposition/metric.ts'
import { openSqliteStore } from '../../../../src/storage/sqlite/store.ts'
import { READABLE } from '../../../support/exposition/readable-settings.ts'
import { temporaryFolder } from '../../../support/folder.ts'
import { type Fits, fails } from '../../../support/types.ts'
import { watchdogOf } from '../../../support/watchdog.ts'

const askWith = (patience?: number) => createAskMetrics(watchdogOf(patience))

const FAULTS: ReadonlyArray<readonly [what: string, read: () => unknown, reason: RegExp]> = [
  [
    'throws',
    () => {
      throw new Error('out of toys')
    },
    /^out of toys$/,
  ],
  ['answers nonsense', () => 'many', /^the answer is no list of samples$/],
  ['answers with numbers alone', () => [5], /^the answer is no list of samples$/],
  ['has labels that are none', () => [[5, null]], /^the labels of a sample are no object$/],
  ['has a label that it does not declare', () => [[5, { toy: 'a' }]], /^its label toy is not declared$/],
  ['is below zero', () => [[-1e9]], /^a sample is -1000000000, not a number from 0 on$/],
  ['is no number', () => [[Number.NaN]], /^a sample is NaN/],
  ['is without end', () => [[Number.POSITIVE_INFINITY]], /^a sample is Infinity/],
  ['is text', () => [['5']], /^a sample is 5, not/],
  [
    'never returns',
    () => {
      for (;;);
    },
    /^it did not return within 0.1 s$/,
  ],
]

const sound = reading({
  name: 'slowburn_sound',
  topic: 'service',
  help: 'A sound metric.',
  read: () => [[7], [null]],
  example: [[1]],
})

const readings = metrics.filter((metric): metric is Reading => metric.source === 'reading')

for (const metric of readings) {
  describe(`${metric.name}, where it is broken`, () => {
    for (const [what, read, reason] of FAULTS) {
      test(`and ${what}, is named and left out`, t => {
        const store = openSqliteStore(temporaryFolder(t))
        t.after(() => store.close())
        const faults: MetricFault[] = []
        const broken: Reading = { ...metric, read: read as Reading['read'] }
        const patience = what === 'never returns' ? 0.1 : 5
        const kept = { store, settings: READABLE, now: 0 }
        const found = atOnce(readingsOf([broken, sound], kept, askWith(patience), one => faults.push(one)))
        assert.deepEqual(found, { slowburn_sound: [[7], [null]] })
        assert.deepEqual(
          faults.map(fault => fault.metric),
          [metric.name],
        )
        assert.match(faults[0]?.message ?? '', reason)
      })
    }

    test('its example is one that it could have read', t => {
      const store = openSqliteStore(temporaryFolder(t))
      t.after(() => store.close())
      const whole: Reading = { ...metric, read: () => metric.example }
      const kept = { store, settings: READABLE, now: 0 }
      const found = atOnce(readingsOf([whole], kept, askWith(), fault => assert.fail(fault.message)))
      assert.deepEqual(found[metric.name], metric.example)
    })
  })
}

test('a metric may ask where the data are and how often a tick is, and not for a key with a secret in it', t => {
  const store = openSqliteStore(temporaryFolder(t))
  t.after(() => store.close())
  const asking: Reading = { ...sound, read: ({ settings: { data, tick } }) => [[tick], [data.folder.length]] }
  const kept = { store, settings: READABLE, now: 0 }
  const found = atOnce(readingsOf([asking], kept, askWith(), fault => assert.fail(fault.message)))
  assert.deepEqual(found, { slowburn_sound: [[READABLE.tick], [READABLE.data.folder.length]] })
  fails<Fits<'sources', keyof Kept['settings']>>()
})
