import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY, HOUR } from '../../../../src/core/duration.ts'
import { localTime } from '../../../../src/detection/rhythm/clock.ts'
import {
  answerOf,
  type ClockQuestion,
  questionAfter,
  weighClock,
} from '../../../../src/detection/rhythm/moved-clock.ts'

const asked = questionAfter(Date.UTC(2026, 2, 20)) as ClockQuestion

function after(hours: number, still: number, moved: number): ClockQuestion {
  let question = asked
  for (let hour = 0; hour < hours; hour += 1) question = weighClock(question, still, moved)
  return question
}

describe('whether a series moves with the clocks of a zone', () => {
  test('is asked the next time that some are set', () => {
    assert.deepEqual([asked.zone, asked.at, asked.shift], ['Europe/Berlin', Date.UTC(2026, 2, 29, 1), HOUR])
    assert.equal(questionAfter(Date.UTC(2026, 1, 1))?.zone, 'America/New_York')
    assert.equal(questionAfter(Date.UTC(2026, 3, 1))?.zone, 'Australia/Sydney')
  })

  test('is answered at the end of a day, by what is nearer to the rhythm', () => {
    assert.equal(answerOf(after(23, 3, 0), 24, asked.at + DAY), null)
    const yes = answerOf(after(24, 3, 0), 24, asked.at + DAY)
    assert.ok(yes?.moved !== null && yes !== null)
    assert.equal(localTime(yes.moved, asked.at + 10 * DAY), asked.at + 10 * DAY + HOUR)
    assert.deepEqual(answerOf(after(24, 0, 3), 24, asked.at + DAY), { moved: null })
  })

  test('is let be after a week of not knowing', () => {
    assert.equal(answerOf(after(6 * 24, 1, 1), 24, asked.at + 6 * DAY), null)
    assert.deepEqual(answerOf(after(7 * 24, 1, 1), 24, asked.at + 7 * DAY), { moved: null })
  })
})
