import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type * as z from 'zod'
import { DAY, HOUR } from '../../../src/core/duration.ts'
import { readAs } from '../../../src/core/options/read.ts'
import {
  actionBody,
  faultsOf,
  newRelease,
  newSilence,
  releaseBody,
  silenceBody,
  snoozeBody,
  snoozeEnd,
} from '../../../src/web/bodies.ts'
import { NOW } from '../../support/web/moment.ts'

/** What is said of a body that is refused. */
function faults(schema: z.ZodType, body: unknown): string {
  const parsed = readAs(schema, body)
  return parsed.success ? assert.fail('the body was accepted') : faultsOf(parsed.error)
}

describe('the body of an action', () => {
  test('says who does it, and perhaps a note, without the space around them', () => {
    assert.deepEqual(actionBody.parse({ by: ' ann ', note: ' on it ' }), { by: 'ann', note: 'on it' })
    assert.deepEqual(actionBody.parse({ by: 'ann' }), { by: 'ann' })
  })

  test('is refused with every fault in one sentence', () => {
    assert.equal(faults(actionBody, {}), 'by: is missing')
    assert.equal(faults(actionBody, { by: ' ' }), 'by: must say who does it')
    assert.equal(
      faults(actionBody, { by: 'a\nb', note: 7 }),
      'by: must be one line without control characters; note: is a number, not a text',
    )
    assert.match(
      faults(actionBody, { by: 'ann\u202enna' }),
      /^by: must be one line without control characters$/,
    )
    assert.match(faults(actionBody, { by: 'ann', note: 'cut \ud83d' }), /^note: must be one line/)
    assert.match(faults(actionBody, { by: 'ann', length: 4 }), /^the body: has the unknown key length$/)
    assert.match(faults(actionBody, 'ann'), /^the body: is a text, not a section with keys/)
  })

  test('may hold no more than fits on a page', () => {
    assert.match(faults(actionBody, { by: 'x'.repeat(121) }), /^by: is longer than 120 characters/)
    assert.match(
      faults(actionBody, { by: 'ann', note: 'x'.repeat(501) }),
      /^note: is longer than 500 characters/,
    )
  })
})

describe('the body of a snooze', () => {
  test('is refused with a moment that cannot be kept', () => {
    for (const until of ['0001-01-01T00:00:00Z', '1969-12-31T23:59:59Z']) {
      assert.match(faults(snoozeBody, { by: 'ann', until }), /^until: is before 1970/)
    }
  })

  test('says for how long by our clock, or until when', () => {
    assert.equal(snoozeEnd(snoozeBody.parse({ by: 'ann', for: '4h' }), NOW), NOW + 4 * HOUR)
    const until = snoozeBody.parse({ by: 'ann', until: '2026-11-24T08:00:00+02:00' })
    assert.equal(snoozeEnd(until, NOW), Date.UTC(2026, 10, 24, 6))
  })

  test('is refused with both ends or with neither', () => {
    for (const ends of [{}, { for: '4h', until: '2026-11-24T08:00:00Z' }]) {
      assert.equal(
        faults(snoozeBody, { by: 'ann', ...ends }),
        'the body: needs either for or an end, not both',
      )
    }
    assert.match(faults(snoozeBody, { by: 'ann', until: 'tomorrow' }), /^until: /)
  })
})

describe('the body of a silence', () => {
  const BODY = { matchers: ['task_type=build'], for: '2h', by: 'ann', comment: 'deployment' }

  test('begins now unless it says when, and lasts from there', () => {
    assert.deepEqual(newSilence(silenceBody.parse(BODY), NOW), {
      matchers: [{ name: 'task_type', op: '=', value: 'build' }],
      startsAt: NOW,
      endsAt: NOW + 2 * HOUR,
      createdBy: 'ann',
      comment: 'deployment',
    })
    const later = silenceBody.parse({ ...BODY, starts_at: new Date(NOW + DAY).toISOString() })
    assert.equal(newSilence(later, NOW).endsAt, NOW + DAY + 2 * HOUR)
  })

  test('is refused without a matcher, with one that is none, and without a reason', () => {
    assert.match(faults(silenceBody, { ...BODY, matchers: [] }), /^matchers: is empty/)
    assert.match(faults(silenceBody, { ...BODY, matchers: ['a=b', 'nonsense'] }), /^matchers\.1: nonsense/)
    assert.match(
      faults(silenceBody, { ...BODY, matchers: ['a="x\0"'] }),
      /^matchers\.0: has half of a character.* or a NUL/,
    )
    assert.equal(faults(silenceBody, { ...BODY, comment: '' }), 'comment: must say why')
  })
})

describe('the body of a release', () => {
  test('is of the whole platform and of now unless it says otherwise', () => {
    assert.deepEqual(newRelease(releaseBody.parse({ version: '2.9.1', by: 'ci' }), NOW), {
      version: '2.9.1',
      at: NOW,
      component: null,
      environment: null,
      note: null,
      by: 'ci',
    })
    const whole = { version: '2', at: '2026-11-23T06:00:00Z', component: 'worker', environment: 'eu' }
    assert.deepEqual(newRelease(releaseBody.parse({ ...whole, note: 'new queue', by: 'ci' }), NOW), {
      ...whole,
      at: Date.UTC(2026, 10, 23, 6),
      note: 'new queue',
      by: 'ci',
    })
  })

  test('is refused without a name for what took over', () => {
    assert.equal(faults(releaseBody, { version: ' ', by: 'ci' }), 'version: must name what took over')
  })
})
