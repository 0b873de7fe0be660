import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Registry } from 'prom-client'
import { atOnce } from '../../../../src/core/turns/pause.ts'
import type { Occasion } from '../../../../src/exposition/family.ts'
import { labelSet } from '../../../../src/exposition/labels.ts'
import { sourceEvents, sourcePull } from '../../../../src/exposition/metrics/sources.ts'
import { type AskOnce, createInstruments } from '../../../../src/exposition/own/instruments.ts'

const NOBODY = { stages: [], sources: [], notifiers: [], objectives: [], indicators: [] }
const TRACE = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' }
const plainly: AskOnce = (_, work) => work()

function made(ask = plainly) {
  const registry = new Registry()
  const occasion = (): Occasion => ({ at: 1000, trace: TRACE })
  return { registry, ...createInstruments(registry, { version: '1', known: NOBODY, ask, occasion }) }
}

describe('what is reported', () => {
  test('is counted by prom-client, and observed in histograms of our own', async () => {
    const { registry, instruments, histograms } = made()
    instruments.count(sourceEvents, { source: 'tasks', type: 'x' }, 2)
    instruments.observe(sourcePull, { source: 'tasks' }, 0.3)
    assert.match(await registry.metrics(), /^slowburn_source_events_total\{source="tasks",type="x"\} 2$/m)
    assert.match(
      Buffer.concat(atOnce(histograms.text())).toString(),
      /^slowburn_source_pull_duration_seconds_count\{source="tasks"\} 1$/m,
    )
    assert.doesNotMatch(await registry.metrics(), /_duration_seconds/)
  })

  test('is one histogram for the same labels in another order, or with one that nobody declared', () => {
    const { instruments, histograms } = made()
    const labels = [{ source: 'a' }, { source: 'a', more: 'b' }, {}, { source: '' }]
    for (const one of labels) instruments.observe(sourcePull, one, 1)
    const family = atOnce(histograms.families()).find(({ name }) => name === sourcePull.name)
    assert.ok(family?.type === 'histogram')
    assert.deepEqual(
      family.histograms.map(one => [one.labels.text, one.count]),
      [
        ['{source="a"}', 2],
        ['', 2],
      ],
    )
  })

  test('is known with the time since when it is counted, and with the trace in which it was counted last', () => {
    const { instruments, histograms, facts } = made()
    instruments.count(sourceEvents, { source: 'tasks', type: 'x' }, 2)
    instruments.observe(sourcePull, { source: 'tasks' }, 0.3)
    const labels = labelSet({ type: 'x', source: 'tasks' })
    const family = {
      name: sourceEvents.name,
      help: '',
      type: 'counter',
      samples: [{ labels, value: 2 }],
    } as const
    const exemplar = { trace: TRACE, at: 1000 }
    assert.deepEqual(facts.completed(family), {
      ...family,
      samples: [{ labels, value: 2, created: 1000, exemplar: { ...exemplar, value: 2 } }],
    })
    const [histogram] = atOnce(histograms.families()).flatMap(one =>
      one.type === 'histogram' ? one.histograms : [],
    )
    assert.equal(histogram?.created, 1000)
    assert.deepEqual(
      [...(histogram.exemplars ?? [])].map(([, one]) => one),
      [{ ...exemplar, value: 0.3 }],
    )
  })

  test('goes on where a metric cannot be asked for what it has from the start', async () => {
    const { registry } = made(() => null)
    assert.doesNotMatch(await registry.metrics(), /^slowburn_build_info\{/m)
  })
})
