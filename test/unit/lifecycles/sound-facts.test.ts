import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { NOTHING_KNOWN } from '../../../src/lifecycles/facts.ts'
import { faultOfFacts } from '../../../src/lifecycles/sound-facts.ts'

const SOUND = {
  ...NOTHING_KNOWN,
  openedAt: 1,
  start: 'measured',
  outcome: 'done',
  measures: { cost: 0.5 },
  labels: { model: 'm' },
}

/** What a stranger may make of an event, and what is wrong with it. */
const FAULTS: Readonly<Record<string, readonly [facts: unknown, fault: string]>> = {
  nothing: [undefined, 'it makes undefined of an event, which is no facts'],
  'a promise': [Promise.resolve(SOUND), 'openedAt is undefined'],
  'a moment in text': [{ ...SOUND, endedAt: '2026-05-01T12:00:00Z' }, 'endedAt is 2026-05-01T12:00:00Z'],
  'a moment that is none': [{ ...SOUND, startedAt: Number.NaN }, 'startedAt is NaN'],
  'a date': [{ ...SOUND, openedAt: new Date(Number.NaN) }, 'openedAt is Invalid Date'],
  'a start of its own': [{ ...SOUND, start: 'guessed' }, 'start is guessed'],
  'an outcome that is none': [{ ...SOUND, outcome: '' }, 'outcome is '],
  'no measures': [{ ...SOUND, measures: null }, 'measures is null'],
  'a measure in text': [{ ...SOUND, measures: { cost: '0.5' } }, 'measures.cost is 0.5'],
  'a measure that is none': [{ ...SOUND, measures: { cost: Number.NaN } }, 'measures.cost is NaN'],
  'a label that is no text': [{ ...SOUND, labels: { model: 7 } }, 'labels.model is 7'],
  'a label that is not there': [{ ...SOUND, labels: { model: undefined } }, 'labels.model is undefined'],
}

describe('what a kind of lifecycle makes of an event', () => {
  test('is sound where everything is what it is said to be', () => {
    assert.equal(faultOfFacts(SOUND), null)
    assert.equal(faultOfFacts(NOTHING_KNOWN), null)
  })

  for (const [what, [facts, fault]] of Object.entries(FAULTS)) {
    test(`is not where it is, or has, ${what}`, () => assert.equal(faultOfFacts(facts), fault))
  }
})
