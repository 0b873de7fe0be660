import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ALERTS } from '../../../../src/delivery/email/examples/examples.ts'
import {
  type Fact,
  facts,
  figuresOf,
  flappingText,
  lastValue,
  momentText,
  recoveredFacts,
  standingFacts,
} from '../../../../src/delivery/email/facts.ts'
import { NOW, resolvedSample, SETTINGS, sample } from '../../../support/alerts/alert-samples.ts'

const value = (rows: readonly Fact[], label: string): string | undefined =>
  rows.find(one => one.label === label)?.value

describe('the two large figures', () => {
  test('are the level before and the one that was reached, never called what the latest value is', () => {
    assert.deepEqual(figuresOf(sample(), 64.1), {
      before: { label: 'Before', value: '45.2 s' },
      after: { label: 'Reached', value: '61.1 s' },
      size: '+35 %',
    })
  })

  test('say of what they are, where that is not the level', () => {
    const figures = figuresOf(ALERTS.variance?.() ?? assert.fail(), 54)
    assert.deepEqual([figures?.before.label, figures?.after.label], ['Spread before', 'Spread reached'])
  })

  test('are what it was and what it is, once it is over', () => {
    assert.deepEqual(figuresOf(resolvedSample(), 47.7), {
      before: { label: 'While it fired', value: '61.1 s' },
      after: { label: 'Latest', value: '47.7 s' },
      size: null,
    })
  })

  test('are left out of what has none', () => {
    assert.equal(figuresOf(ALERTS.missing?.() ?? assert.fail(), 54), null)
    assert.equal(figuresOf(resolvedSample(), null), null)
  })
})

describe('the rows of facts', () => {
  test('say how sure it is in a word and as a length of time', () => {
    const rows = standingFacts(sample(), 64.1, SETTINGS)
    assert.equal(
      value(rows, 'How sure'),
      'Sure: chance alone does this less than once in 92 years of such data',
    )
    assert.equal(value(rows, 'Reported as'), undefined)
  })

  test('say how long it fired, once it is over', () => {
    assert.equal(value(recoveredFacts(resolvedSample(), 47.7, SETTINGS), 'Fired for'), '4 days')
  })

  test('leave out what is not known', () => {
    assert.deepEqual(
      facts([
        ['A', null],
        ['B', 'b'],
      ]),
      [{ label: 'B', value: 'b' }],
    )
    assert.equal(flappingText({ ...sample(), flaps: null }), null)
    assert.match(flappingText({ ...sample(), flaps: 4 }) ?? '', /^It fired 4 times shortly before/)
    assert.equal(lastValue([]), null)
  })
})

test('a moment is given in UTC and in the configured zone', () => {
  assert.equal(momentText(NOW, SETTINGS), 'Fri 20 Nov 06:00 UTC (Fri 20 Nov 07:00 Europe/Berlin)')
  assert.equal(momentText(NOW, { ...SETTINGS, timeZone: 'UTC' }), 'Fri 20 Nov 06:00 UTC')
})
