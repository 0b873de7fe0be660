import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Request } from 'express'
import { HOUR } from '../../../../src/core/duration.ts'
import { byWhom, invalid, snoozedFor } from '../../../../src/web/actions/posting.ts'

const asked = (body: Record<string, string>) => ({ body }) as Request
const DONE = { done: true, changed: true } as const

test('a note longer than may be kept is refused, and nothing is done', () => {
  const done: unknown[] = []
  const act = (actor: unknown) => {
    done.push(actor)
    return DONE
  }
  const refusedOne = byWhom(asked({ note: 'x'.repeat(501) }), 'ann', act)
  assert.ok(!refusedOne.done && refusedOne.reason === 'invalid')
  assert.equal(byWhom(asked({ note: ' on it ' }), 'ann', act), DONE)
  assert.deepEqual(done, [{ by: 'ann', note: 'on it' }])
})

test('a snooze is for one of the choices of the form', () => {
  const lengths: number[] = []
  const act = (length: number) => {
    lengths.push(length)
    return DONE
  }
  for (const length of ['4', '5', '', '-1', 'NaN']) snoozedFor(asked({ length }), act)
  assert.deepEqual(lengths, [4 * HOUR])
  assert.deepEqual(invalid('why'), { done: false, reason: 'invalid', why: 'why' })
})
