import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { DAY, MINUTE } from '../../../src/core/duration.ts'
import type { Event } from '../../../src/events/event.ts'
import { admit } from '../../../src/events/intake.ts'
import { takeCandidates, Unreadable } from '../../../src/events/take.ts'
import { ANY_UNIT } from '../../support/any-text.ts'

const now = Date.UTC(2026, 5, 1)
const options = { source: 'platform', now, oldest: now - 400 * DAY }

function finished(over: Partial<Event> = {}): Event {
  return {
    id: 'platform:tasks:1:finished',
    at: now - MINUTE,
    source: 'platform',
    subject: '1',
    attributes: {},
    type: 'task.finished',
    data: { taskType: 'build' },
    ...over,
  } as Event
}

describe('intake', () => {
  test('a good event passes unchanged', () => {
    assert.deepEqual(admit([finished()], options), { events: [finished()], refused: [] })
  })

  test('what no store can keep as it is names nothing, and is replaced in labels', () => {
    const halves = ['\ud800', '\ud801', 'a\0b']
    const { events, refused } = admit(
      [
        ...halves.map(subject => finished({ subject })),
        ...halves.map(id => finished({ id })),
        ...halves.map(taskType => finished({ data: { taskType } } as Partial<Event>)),
      ],
      options,
    )
    assert.deepEqual(
      refused.map(
        ({ reason, detail }) => `${reason} ${/its id or subject has half of a character/.test(detail)}`,
      ),
      Array(6).fill('invalid true'),
    )
    assert.ok(refused.every(({ detail }) => detail.isWellFormed()))
    assert.deepEqual(
      events.map(({ data }) => data),
      ['\ufffd', '\ufffd', 'a\ufffdb'].map(taskType => ({ taskType })),
    )
  })

  test('events from the future and from long ago are refused with a reason', () => {
    const { events, refused } = admit(
      [
        finished({ at: now + 10 * MINUTE }),
        finished({ at: now - 500 * DAY }),
        finished({ at: now + MINUTE }),
      ],
      options,
    )
    assert.deepEqual(
      refused.map(r => r.reason),
      ['future', 'too_late'],
    )
    assert.equal(events.length, 1)
  })

  test('an event of another source than the one that brings it is refused, and both are named', () => {
    const { events, refused } = admit([finished({ source: 'toy' }), finished()], options)
    assert.equal(events.length, 1)
    assert.deepEqual(refused, [
      {
        reason: 'foreign',
        detail: 'platform:tasks:1:finished: its source is `toy`, which is not `platform`',
      },
    ])
  })

  test('of very many that are wrong all are refused, and of the first thousand it is said why', () => {
    const many = Array.from({ length: 1002 }, (_, n) => ({ ...finished(), id: `${n}`, at: 'soon' }))
    const { events, refused } = admit([...many, finished()], options)
    assert.equal(events.length, 1)
    assert.deepEqual(
      [999, 1000, 1001].map(n => refused[n]),
      ['999: at must be integer', '1000: is not valid', '1001: is not valid'].map(detail => ({
        reason: 'invalid',
        detail,
      })),
    )
  })

  test('what is not in the vocabulary is refused and named', () => {
    const bad: unknown[] = [
      null,
      42,
      {},
      { ...finished(), at: Number.NaN },
      { ...finished(), at: 1.5 },
      { ...finished(), type: 'task.exploded' },
      { ...finished(), type: 'claim.made', data: { claimType: 'x', probability: Number.NaN } },
      { ...finished(), type: 'claim.made', data: { claimType: 'x', probability: 1.2 } },
      { ...finished(), type: 'gauge.observed', data: { name: 'x', value: Number.POSITIVE_INFINITY } },
      { ...finished(), surprise: true },
      { ...finished(), id: 'x'.repeat(201) },
    ]
    const { events, refused } = admit(bad, options)
    assert.equal(events.length, 0)
    assert.equal(refused.length, bad.length)
    assert.ok(refused.every(r => r.reason === 'invalid' && r.detail.length > 0))
    assert.match(refused[7]?.detail ?? '', /data\.probability/)
  })

  test('personal data and secrets are taken out of errors and attributes; unknown attributes are dropped', () => {
    const event = finished({
      type: 'task.failed',
      data: {
        taskType: 'build',
        phantom: false,
        error: 'mail to ann@example.org with card 4111 1111 1111 1111 and sk-abcdef0123456789abcd failed',
      },
      attributes: { 'gen_ai.request.model': 'm1', 'user.name': 'Ann', 'slowburn.note': 'password=hunter2' },
    } as Partial<Event>)
    const [kept] = admit([event], options).events
    assert.deepEqual(kept?.attributes, {
      'gen_ai.request.model': 'm1',
      'slowburn.note': 'password=[secret]',
    })
    assert.doesNotMatch(JSON.stringify(kept), /ann@|4111|abcdef0123456789/)
    assert.match(JSON.stringify(kept), /\[email\].*\[card\].*\[token\]/)
  })

  test('the note of a release is redacted; its version stays as it is', () => {
    const data = { version: '4111111111111111', note: 'asked for by ann@example.org' }
    const [kept] = admit([finished({ type: 'rollout.changed', data } as Partial<Event>)], options).events
    assert.deepEqual(kept?.data, { version: '4111111111111111', note: 'asked for by [email]' })
  })

  test('what is admitted can be kept by any store, whatever text it came with', () => {
    const text = fc.string({ unit: ANY_UNIT, minLength: 1 })
    fc.assert(
      fc.property(text, text, text, (id, name, value) => {
        const given = finished({ id, attributes: { [`slowburn.${name}`]: value }, data: { taskType: value } })
        const { events } = admit(takeCandidates([given]), options)
        assert.equal(events.length, 1)
        assert.doesNotMatch(JSON.stringify(events).replaceAll('\\\\', ''), /\\u(?:0000|d[89a-f])/)
      }),
    )
  })

  test('what could not be taken over is refused alone, with why', () => {
    const { events, refused } = admit([finished(), new Unreadable('an event with bytes')], options)
    assert.equal(events.length, 1)
    assert.deepEqual(refused, [{ reason: 'invalid', detail: 'an event with bytes' }])
  })

  test('nothing is lost or invented: every candidate is either admitted or refused, whatever it is', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.anything(), fc.constant(finished()))), candidates => {
        const { events, refused } = admit(takeCandidates(candidates), options)
        assert.equal(events.length + refused.length, candidates.length)
      }),
    )
  })
})
