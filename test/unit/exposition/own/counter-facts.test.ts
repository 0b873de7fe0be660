import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { FamilyData, Sample } from '../../../../src/exposition/family.ts'
import { labelSet } from '../../../../src/exposition/labels.ts'
import { CounterFacts } from '../../../../src/exposition/own/counter-facts.ts'

const TRACE = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' }
const LATER = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' }
const labels = labelSet({ a: 'x', b: 'y' })
const family: FamilyData = { name: 'a_total', help: 'A.', type: 'counter', samples: [{ labels, value: 3 }] }

function sampleOf(facts: CounterFacts): Sample | undefined {
  const completed = facts.completed(family)
  return completed.type === 'counter' ? completed.samples[0] : undefined
}

describe('what is known of a counter', () => {
  test('is when it began, whatever is counted since, and in whichever order its labels are', () => {
    const facts = new CounterFacts()
    facts.note('a_total', labelSet({ b: 'y', a: 'x' }), 0, { at: 1, trace: null })
    facts.note('a_total', labels, 3, { at: 2, trace: null })
    assert.deepEqual(sampleOf(facts), { labels, value: 3, created: 1 })
  })

  test('is the last trace in which something was counted', () => {
    const facts = new CounterFacts()
    facts.note('a_total', labels, 0, { at: 1, trace: TRACE })
    assert.deepEqual(sampleOf(facts), { labels, value: 3, created: 1 })
    facts.note('a_total', labels, 2, { at: 2, trace: TRACE })
    facts.note('a_total', labels, 1, { at: 3, trace: LATER })
    facts.note('a_total', labels, 1, { at: 4, trace: null })
    assert.deepEqual(sampleOf(facts)?.exemplar, { trace: LATER, value: 1, at: 3 })
  })

  test('is nothing of a counter that is not ours, and nothing of a gauge', () => {
    const facts = new CounterFacts()
    facts.note('a_total', labelSet({ a: 'x' }), 1, { at: 1, trace: TRACE })
    facts.note('b_total', labels, 1, { at: 1, trace: TRACE })
    assert.deepEqual(facts.completed(family), family)
    const gauge: FamilyData = { ...family, name: 'b_total', type: 'gauge' }
    assert.equal(facts.completed(gauge), gauge)
  })
})
