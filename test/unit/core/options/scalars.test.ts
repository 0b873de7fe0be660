import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type * as z from 'zod'
import { HOUR, SECOND } from '../../../../src/core/duration.ts'
import { address, duration, httpUrl, name, timeZone } from '../../../../src/core/options/scalars.ts'

describe('the types of which options are made', () => {
  test('a duration is read as milliseconds', () => {
    assert.equal(duration.parse('90s'), 90 * SECOND)
    assert.equal(duration.parse('1d12h'), 36 * HOUR)
  })

  const refused: ReadonlyArray<readonly [string, z.ZodType, string]> = [
    ['a number without a unit', duration, '90'],
    ['two addresses in one', address, 'ann@example.org,bob@example.org'],
    ['an address with a line break', address, 'ann@example.org\r\nBcc: bob@example.org'],
    ['a URL that is no web address', httpUrl, 'file:///etc/passwd'],
    ['a name that begins with a blank', name, ' ann'],
    ['a time zone that does not exist', timeZone, 'Europe/Atlantis'],
  ]
  for (const [what, type, text] of refused) {
    test(`${what} is refused`, () => assert.equal(type.safeParse(text).success, false))
  }
})
