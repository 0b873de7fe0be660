import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Analysed, AnalysedChange, AnalysedEvent } from '../../../../src/analyse/analyse.ts'
import { analysisTable } from '../../../../src/cli/terminal/analyse-table.ts'

const VALUES = Float64Array.from({ length: 200 }, (_, i) => (i < 100 ? 10 : 20))
const iso = (index: number): string => new Date(Date.UTC(2026, 0, 1) + index * 3_600_000).toISOString()
const at = (index: number) => ({
  index,
  at: iso(index),
  lower: index - 2,
  upper: index + 3,
  lowerAt: iso(index - 2),
  upperAt: iso(index + 3),
})

const CHANGE: AnalysedChange = {
  kind: 'level',
  kindProbability: 0.6,
  alternative: 'slope',
  direction: 'up',
  onset: at(100),
  until: null,
  back: false,
  ended: null,
  effect: {
    absolute: { value: 10, lower: 9, upper: 11 },
    relative: { value: 1, lower: 0.9, upper: 1.1 },
    sigma: 4,
  },
  breach: null,
}

const EVENT: AnalysedEvent = {
  kind: 'level',
  direction: 'up',
  since: at(100),
  change: CHANGE,
  effect: CHANGE.effect,
  from: 10,
  to: 20,
  reported: { ...at(103), severity: 'watch', kind: 'level', direction: 'up' },
  over: null,
  strength: null,
}

const ANALYSED: Analysed = {
  n: 200,
  events: [],
  changes: [],
  alarms: [],
  coverageGaps: [],
  unit: null,
  missing: 0,
  holidays: 0,
  bucket: 3_600_000,
  rhythm: 'none',
  period: 0,
  first: '2026-01-01T00:00:00.000Z',
  last: '2026-01-09T07:00:00.000Z',
  enough: true,
  hourly: false,
  warmingFor: 0,
  unfit: 0,
}

const table = (more: Partial<Analysed>): string => analysisTable('took.csv', VALUES, { ...ANALYSED, ...more })

describe('An analysis on a terminal', () => {
  test('says how many rows lie on public holidays', () => {
    assert.match(table({ holidays: 48 }), /^48 rows lie on public holidays and are not judged$/m)
    assert.doesNotMatch(table({}), /holidays/)
  })

  test('has one line an event: what, how much, since when, when reported, when over', () => {
    const text = table({ events: [{ ...EVENT, over: at(150) }], unit: 'ms' })
    assert.match(
      text,
      /^1 {2}level up {2}\+100 % {2}2026-01-05 04:00 {2}2026-01-05 07:00 {2}2026-01-07 06:00$/m,
    )
    assert.match(text, /10 -> 20 ms, 95 %: \+90 % to \+110 %, 4 sigma, or a slope/)
    assert.match(text, /began 2026-01-05 04:00, 90 %: 2026-01-05 02:00 to 2026-01-05 07:00/)
    for (const line of text.split('\n')) assert.ok([...line].length <= 80, line)
  })

  test('fits the three times of an event, whatever second its buckets begin at', () => {
    const odd = { ...at(100), at: '2026-01-05T04:15:01.000Z' }
    const text = table({
      events: [
        {
          ...EVENT,
          kind: 'hour',
          since: odd,
          reported: { ...odd, severity: 'watch', kind: 'hour', direction: 'down' },
          over: odd,
        },
      ],
    })
    assert.match(text, /(2026-01-05 04:15 {0,2}){3}$/m)
  })

  test('says what was not reported, is not over, or began before the series', () => {
    const slope = {
      ...EVENT,
      kind: 'slope' as const,
      since: at(0),
      reported: null,
      change: { ...CHANGE, kind: 'slope' as const },
    }
    assert.match(table({ events: [slope] }), /slope up {2}\+100 % {2}before it begins {2}not {12}not/)
    assert.match(table({ events: [slope] }), /A live run would have reported nothing\./)
  })

  test('names an alarm that looking back does not bear out', () => {
    const alone = { ...EVENT, change: null, from: null, to: null, strength: 4 }
    const text = table({ events: [alone] })
    assert.match(text, /1 event:/)
    assert.match(text, /1: not borne out looking back \(z = 2\.0\): these rows stray as far by themselves$/m)
    assert.match(text, /level up {2}\+100 %/)
    assert.doesNotMatch(text, /Nothing changed/)
  })

  test('says that nothing changed, or that there is too little to judge', () => {
    assert.match(table({}), /^Nothing changed\.$/m)
    assert.match(table({ enough: false }), /too few values, or too few events among them, to judge/)
    assert.match(table({ warmingFor: 30 }), /still be warming up: 30 more rows/)
  })

  test('tells a large ratio as a multiple, and a size without a ratio in its unit', () => {
    const large = { ...CHANGE, effect: { ...CHANGE.effect, relative: { value: 12, lower: 11, upper: 13 } } }
    assert.match(
      table({ events: [{ ...EVENT, change: large, effect: large.effect }] }),
      /level up {2}13 times/,
    )
    const plain = { ...CHANGE, effect: { ...CHANGE.effect, relative: null } }
    assert.match(
      table({ events: [{ ...EVENT, change: plain, effect: plain.effect }], unit: 's' }),
      /level up {2}\+10 s/,
    )
  })

  test('breaks what is longer than a line between words', () => {
    const text = table({ coverageGaps: ['random-walk', 'long-memory'] })
    assert.doesNotMatch(text, /…/)
    assert.match(text, /A live run has a coverage gap: /)
  })

  test('calls months, quarters and years what they are', () => {
    const day = 86_400_000
    for (const [days, pace] of [
      [31, 'monthly'],
      [91, 'quarterly'],
      [365, 'yearly'],
      [7, 'one every 1w'],
    ] as const) {
      assert.match(table({ bucket: days * day }), new RegExp(`^[^\\n]*: 200 rows, ${pace}$`, 'm'))
    }
    assert.match(
      table({ bucket: 31 * day, coverageGaps: ['long-memory'] }),
      /each value depends on those long before/,
    )
  })

  test('names the rhythm that was set aside', () => {
    assert.match(
      table({ rhythm: 'hour of the week', period: 168 }),
      /its rhythm by the hour of the week is set aside/,
    )
    assert.match(table({ rhythm: 'cycle', period: 12 }), /a cycle of 12 rows is set aside/)
  })
})
