import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Notification } from '../../../src/alerting/plan.ts'
import { type Composing, compose } from '../../../src/delivery/compose.ts'
import { episodeOf, NOW, RULE, SERIES, SETTINGS, SLOPE, sample } from '../../support/alert-samples.ts'

const composing: Composing = {
  factsOf: episode => ({
    ...sample({ points: [] }),
    series: { ...SERIES, id: episode.seriesId, labels: { task_type: `t${episode.seriesId}` } },
  }),
  contacts: [
    { name: 'on-call', email: ['ann@example.org', 'bob@example.org'] },
    { name: 'boss', email: ['bob@example.org'], webhook: ['https://example.org/hook'] },
  ],
  settings: SETTINGS,
  at: NOW,
}

function notifications(count: number, to: string[]): Notification[] {
  return Array.from({ length: count }, (_, index) => ({
    episode: episodeOf(SLOPE, { id: `e${index}`, seriesId: index, series: `k${index}` }),
    rule: { ...RULE, to },
    reason: 'new' as const,
  }))
}

describe('a decision', () => {
  test('is written to each address once, by mail and by webhook', () => {
    const messages = compose({ singles: notifications(1, ['on-call', 'boss']), summaries: [] }, composing)
    assert.deepEqual(
      messages.map(({ recipient }) => recipient),
      ['ann@example.org', 'bob@example.org', 'https://example.org/hook'],
    )
    assert.equal(new Set(messages.map(({ messageId }) => messageId)).size, 3)
  })

  test('about a storm is one small mail a person, whatever the number', () => {
    const summaries = [{ route: ['on-call'], notifications: notifications(10_000, ['on-call']) }]
    const messages = compose({ singles: [], summaries }, composing)
    assert.equal(messages.length, 2)
    assert.ok(messages.every(({ bytes }) => bytes.length <= 40_000))
  })

  test('is the same bytes when it is composed again', () => {
    const decision = { singles: notifications(2, ['boss']), summaries: [] }
    assert.deepEqual(compose(decision, composing), compose(decision, composing))
  })

  test('about a series that is no longer known owes nothing', () => {
    const decision = {
      singles: notifications(1, ['on-call']),
      summaries: [{ route: ['on-call'], notifications: notifications(5, ['on-call']) }],
    }
    assert.deepEqual(compose(decision, { ...composing, factsOf: () => null }), [])
  })

  test('for nobody owes nothing', () => {
    assert.deepEqual(compose({ singles: notifications(1, ['nobody']), summaries: [] }, composing), [])
  })
})
