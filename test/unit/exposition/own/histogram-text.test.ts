import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Histogram, Registry } from 'prom-client'
import { labelSet } from '../../../../src/exposition/labels.ts'
import { createHistogram } from '../../../../src/exposition/own/histograms.ts'

const DECLARED = { name: 'a_seconds', help: 'How long.', buckets: [0.5, 1, 60] }

describe('the lines of a histogram', () => {
  test('are those of prom-client while label sets come, numbers grow longer and others stay', async () => {
    const theirs = new Registry()
    const histogram = new Histogram({ ...DECLARED, labelNames: ['stage'], registers: [theirs] })
    const ours = createHistogram(DECLARED)
    const texts = new Set<Buffer>()
    for (let round = 0; round < 120; round++) {
      const stages = Array.from({ length: 40 }, (_, i) => (i * 7 + round) % 53).filter(i => i < 3 + round)
      for (const i of round % 5 === 0 ? [] : stages) {
        const [stage, seconds] = [`模型 ${i}`, ((round * 31 + i) % 700) / 8]
        ours.observe(labelSet({ stage }), seconds)
        histogram.observe({ stage }, seconds)
      }
      assert.equal(ours.text().toString(), await theirs.metrics())
      texts.add(ours.text())
    }
    assert.ok(texts.size > 60)
  })

  test('are the same bytes while nothing is observed, and those that were handed out stay as they were', () => {
    const own = createHistogram(DECLARED)
    own.observe(labelSet({ stage: 'a' }), 0.7)
    const before = own.text()
    assert.equal(own.text(), before)
    const text = before.toString()
    own.observe(labelSet({ stage: 'a' }), 0.7)
    assert.notEqual(own.text(), before)
    assert.equal(before.toString(), text)
    assert.match(own.text().toString(), /_sum{stage="a"} 1.4\n/)
  })
})
