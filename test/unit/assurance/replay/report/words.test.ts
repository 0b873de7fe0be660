import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { compare } from '../../../../../src/assurance/replay/compare.ts'
import {
  comparisonWords,
  notes,
  spanWords,
  summary,
  weeksOf,
} from '../../../../../src/assurance/replay/report/words.ts'
import { DAY, HOUR, WEEK } from '../../../../../src/core/duration.ts'
import { FROM, incidentOf, messageOf, runOf } from '../../../../support/replay/replayed.ts'

describe('a replay in words', () => {
  test('says how much there was, to how many, and how many a week', () => {
    assert.equal(spanWords(runOf().replay), '2 Mar to 30 Mar 2026, 4 weeks')
    assert.equal(summary(runOf()), '1 incident, 1 message to 1 recipient: 0.25 a week, 1 in the fullest')
    assert.equal(summary(runOf({ incidents: [], messages: [] })), 'no incident, no message')
    const short = runOf({ to: FROM + 10 * DAY })
    assert.equal(summary(short), '1 incident, 1 message to 1 recipient')
    assert.equal(
      spanWords({ from: Date.UTC(2025, 11, 30), to: Date.UTC(2026, 0, 2) }),
      '30 Dec 2025 to 2 Jan 2026, 3 days',
    )
  })

  test('counts by weeks that begin on a Monday, from the first to the last', () => {
    const weeks = weeksOf(runOf({ from: FROM + 3 * DAY }).replay)
    assert.deepEqual(
      weeks.map(({ at, incidents, messages }) => [(at - FROM) / WEEK, incidents, messages]),
      [
        [0, 0, 0],
        [1, 1, 1],
        [2, 0, 0],
        [3, 0, 0],
        [4, 0, 0],
      ],
    )
  })

  test('says what was left out, what was assumed and what was done again', () => {
    const run = runOf({
      firstPoint: FROM,
      leftOut: [
        { indicator: 'task_cost', why: 'is kept by model, and this configuration splits it by nothing' },
      ],
      lags: new Map([
        ['app', 10 * HOUR],
        ['near', 60_000],
      ]),
      acts: { done: 2, idle: 1 },
    })
    assert.deepEqual(notes(run), [
      '3 series from their points, which begin on 2 Mar 2026.',
      'Not replayed: task_cost is kept by model, and this configuration splits it by nothing.',
      'app is taken to lag 10 hours behind, as when it was last read; --lag sets another.',
      'In the first weeks of its points a series is still learned, and raises nothing.',
      'What people did was done again: 2 acts.',
      '1 act of theirs had nothing to be done to.',
    ])
  })
})

describe('two replays in words', () => {
  const words = (one: Parameters<typeof runOf>[0], other: Parameters<typeof runOf>[0]): string[] => {
    const [first, second] = [runOf(one, 'old.yml'), runOf(other, 'new.yml')]
    return comparisonWords(first, second, compare(first.replay, second.replay))
  }

  test('say how many messages fewer, and what was learned later', () => {
    const later = incidentOf({ notifiedAt: FROM + 16 * DAY })
    const three = [messageOf(), messageOf(), messageOf()]
    assert.deepEqual(words({ messages: three }, { incidents: [later], messages: [] }), [
      '3 messages fewer with new.yml: 0 in place of 3.',
      'Task run time p50 of build (11 Mar): notified 7 days later.',
    ])
    assert.deepEqual(words({ incidents: [later] }, { messages: three }), [
      '2 messages more with new.yml: 3 in place of 1.',
      'Task run time p50 of build (11 Mar): notified 7 days earlier.',
    ])
  })

  test('say what nobody is notified of any more, what is found by one alone, and what stays as it is', () => {
    const quiet = incidentOf({ notifiedAt: null })
    const name = 'Task run time p50 of build (11 Mar)'
    assert.deepEqual(words({}, { incidents: [quiet] }).slice(1), [`${name}: nobody notified any more.`])
    assert.deepEqual(words({ incidents: [quiet] }, {}).slice(1), [`${name}: somebody notified now.`])
    assert.deepEqual(words({}, {}), [
      'As many messages with new.yml: 1.',
      '1 incident notified at the same time.',
    ])
    const elsewhere = incidentOf({ series: ['b'], title: 'Claimed verified gap' })
    assert.deepEqual(words({}, { incidents: [elsewhere] }).slice(1), [
      `${name}: with old.yml alone.`,
      'Claimed verified gap (11 Mar): with new.yml alone.',
    ])
  })
})
