// Every metric of the registry, held to the naming rules of Prometheus and to what the reference page says.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { gauge, type Metric, reading } from '../../../../src/exposition/metric.ts'
import { members } from '../../../../src/exposition/metrics/members.ts'
import { sampleFaults, statesOf } from '../../../support/exposition/judged.ts'

const page = readFileSync(new URL('../../../../docs/reference/metrics.md', import.meta.url), 'utf8')

describe('the registry of metrics', () => {
  test('names each metric once', () => {
    assert.equal(new Set(members.map(({ name }) => name)).size, members.length)
  })

  test('has sound samples of each, by the judgement of the service, whether there is nothing yet or everything', t => {
    const states = statesOf(t)
    const faults = members.flatMap(metric =>
      sampleFaults(metric, states).map(fault => `${metric.name}, ${fault}`),
    )
    assert.deepEqual(faults, [])
  })

  test('finds out a metric whose samples are no numbers where there is nothing yet', t => {
    const states = statesOf(t)
    const about = { name: 'slowburn_toys_ratio', topic: 'service', help: 'A share of nothing.' } as const
    const wrong: Array<[Metric, RegExp]> = [
      [
        reading({
          ...about,
          read: ({ store }) => [[store.lifecycles.openCount('task') / store.lifecycles.openCount('roi')]],
          example: [[1]],
        }),
        /is NaN/,
      ],
      [gauge({ ...about, samples: ({ series }) => [[series.length / series.length]] }), /is NaN/],
    ]
    for (const [metric, why] of wrong) {
      const [first = ''] = sampleFaults(metric, states)
      assert.match(first, /^of an empty store: /)
      assert.match(first, why)
    }
  })

  for (const { name, type, help, labels, unit } of members) {
    test(`${name} keeps the naming rules and has its line in the reference page`, () => {
      assert.match(name, /^slowburn_[a-z0-9_]+$/)
      assert.equal(name.endsWith('_total'), type === 'counter')
      assert.equal(unit === 'seconds', name.endsWith('_seconds'))
      assert.match(help, /^[A-Z0-9].{15,}\.$/)
      for (const label of labels) assert.match(label, /^(?!job$|instance$|le$)[a-z][a-z_]*$/)
      assert.ok(page.includes(`| \`${name}\` | ${type} |`))
    })
  }
})
