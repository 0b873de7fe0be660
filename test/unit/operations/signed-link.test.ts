import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { WEEK } from '../../../src/core/duration.ts'
import {
  ALERT_ACTIONS,
  readAction,
  type SignedAction,
  signAction,
} from '../../../src/operations/signed-link.ts'
import { ANY_CHARACTER } from '../../support/any-text.ts'
import { NOW } from '../../support/web/moment.ts'

const KEY = createHash('sha256').update('a key for tests').digest()
const OTHER_KEY = createHash('sha256').update('another key').digest()
const SIGNED: SignedAction = {
  action: 'acknowledge',
  episodeId: 'drift{"2"}',
  recipient: 'oncall@example.org',
  expires: NOW + WEEK,
}
const TOKEN = signAction(KEY, SIGNED)

describe('a signed link', () => {
  test('says what it was signed for, whatever the names', () => {
    const name = fc.string({ unit: ANY_CHARACTER, maxLength: 100 }).filter(text => text.isWellFormed())
    fc.assert(
      fc.property(
        fc.constantFrom(...ALERT_ACTIONS),
        name,
        name,
        fc.integer({ min: NOW + 1, max: NOW + 100 * WEEK }),
        (action, a, b, expires) => {
          const asked = { action, episodeId: a, recipient: b, expires }
          const token = signAction(KEY, asked)
          assert.match(token, /^[\w-]+\.[\w-]+$/)
          assert.deepEqual(readAction(KEY, token, NOW), { ok: true, asked })
        },
      ),
    )
  })

  test('is the same each time, so that a message is the same each time', () => {
    assert.equal(signAction(KEY, SIGNED), TOKEN)
  })

  test('is worth nothing with a single character changed, under another key, or cut short', () => {
    for (let index = 0; index < TOKEN.length; index += 1) {
      const changed = TOKEN.slice(0, index) + (TOKEN[index] === 'A' ? 'B' : 'A') + TOKEN.slice(index + 1)
      const read = readAction(KEY, changed, NOW)
      // The last character of base64url carries bits that are not part of the signature.
      if (index < TOKEN.length - 1) assert.equal(read.ok, false, `character ${index}`)
    }
    assert.deepEqual(readAction(OTHER_KEY, TOKEN, NOW), { ok: false, reason: 'forged' })
    assert.equal(readAction(KEY, TOKEN.slice(0, -10), NOW).ok, false)
  })

  test('expires', () => {
    assert.equal(readAction(KEY, TOKEN, NOW + WEEK - 1).ok, true)
    assert.deepEqual(readAction(KEY, TOKEN, NOW + WEEK), { ok: false, reason: 'expired', asked: SIGNED })
  })

  test('is refused without an exception, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: ANY_CHARACTER, maxLength: 300 }), text => {
        assert.equal(readAction(KEY, text, NOW).ok, false)
      }),
    )
  })

  test('cannot be signed with a key that can be guessed', () => {
    assert.throws(() => signAction(KEY.subarray(0, 31), SIGNED), /requires at least 32 bytes/)
  })
})
