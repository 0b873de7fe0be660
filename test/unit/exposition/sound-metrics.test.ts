import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { metrics } from '../../../src/exposition/catalogue.ts'
import { createExposition } from '../../../src/exposition/exposition.ts'
import { durations, gauge, type Metric, type MetricFault } from '../../../src/exposition/metric.ts'
import { members } from '../../../src/exposition/metrics/members.ts'
import { soundMetrics } from '../../../src/exposition/sound-metrics.ts'
import { emptySnapshot } from '../../support/exposition/exposition.ts'

const TOY = gauge({
  name: 'slowburn_toys',
  topic: 'service',
  help: 'How many toys there are.',
  samples: () => [[1]],
})
const TIMES = durations({ name: 'slowburn_toy_seconds', topic: 'service', help: 'How long a toy takes.' })

test('every metric of the registry can be asked', () => {
  assert.deepEqual(soundMetrics(members), { sound: metrics, faults: [] })
})

/** What a stranger may declare by mistake, and why it cannot be. */
const WRONG: Readonly<Record<string, readonly [declared: object, why: string]>> = {
  'a name that no metric can have': [{ name: 'slowburn-Toys' }, 'its name is not snake case'],
  'no help': [{ help: undefined }, 'its help is undefined'],
  'a type that there is not': [{ type: 'summary' }, 'its type is summary'],
  'a source that there is not': [{ source: 'constructor' }, 'its source is constructor'],
  'no labels': [{ labels: null }, 'its labels are null'],
  'a label that Prometheus has for itself': [
    { labels: ['le'] },
    'its label le is none that Prometheus takes',
  ],
  'a label with a dash': [{ labels: ['task-type'] }, 'its label task-type is none that Prometheus takes'],
  'a label twice': [{ labels: ['kind', 'kind'] }, 'a label of it is named twice'],
  'no samples': [{ samples: 7 }, 'its samples is no function'],
  'buckets that do not rise': [{ ...TIMES, buckets: [1, 1] }, 'its buckets do not rise'],
  'what throws when it is read': [
    {
      get help(): string {
        throw new Error('a trap')
      },
    },
    'it cannot be read: a trap',
  ],
}

describe('a metric that declares', () => {
  for (const [what, [declared, why]] of Object.entries(WRONG)) {
    test(`${what} is left out and named, and those beside it are asked`, () => {
      const wrong = Object.defineProperties({ ...TOY }, Object.getOwnPropertyDescriptors(declared)) as Metric
      const { sound, faults } = soundMetrics([TOY, wrong, TIMES])
      assert.deepEqual(sound, [TOY, TIMES])
      assert.deepEqual(
        faults.map(({ message }) => message),
        [why],
      )
    })
  }
})

test('one that is left out is named whenever metrics are published', async () => {
  const unsound = [{ metric: 'slowburn-Toys', message: 'its name is not snake case' }]
  const own = createExposition({ version: '1.0.0', indicators: [], defaultMetrics: false, unsound })
  const faults: MetricFault[] = []
  for (let i = 0; i < 2; i++) await own.publish(emptySnapshot(0), { fault: one => void faults.push(one) })
  assert.deepEqual(faults, [...unsound, ...unsound])
})
