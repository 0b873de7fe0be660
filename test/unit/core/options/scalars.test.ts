import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type * as z from 'zod'
import { HOUR, SECOND } from '../../../../src/core/duration.ts'
import {
  address,
  duration,
  httpUrl,
  isTimeZone,
  name,
  timeZone,
} from '../../../../src/core/options/scalars.ts'

describe('the types of which options are made', () => {
  test('a duration is read as milliseconds', () => {
    assert.match(duration.safeParse(90).error?.issues[0]?.message ?? '', /^90 has no unit\. Write it as 90s/)
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

describe('an address', () => {
  const cases: ReadonlyArray<readonly [string, string, string]> = [
    ['in ASCII stays as it is', 'Ann.Lee+x@Example.org', 'Ann.Lee+x@Example.org'],
    ['has the A-label of a domain outside ASCII', 'ann@büro.example', 'ann@xn--bro-hoa.example'],
    ['outside ASCII stays readable on both sides', 'jürgen@büro.example', 'jürgen@büro.example'],
    ['outside ASCII has its letters composed', 'ju\u0308rgen@büro.example', 'jürgen@büro.example'],
  ]
  for (const [what, written, expected] of cases) {
    test(what, () => assert.equal(address.parse(written), expected))
  }

  const impossible: ReadonlyArray<readonly [string, RegExp]> = [
    ['a@x..org', /"x\.\.org" is not a domain: a dot/],
    ['a@x.org.', /"x\.org\." is not a domain: a dot/],
    ['a@.x.org', /is not a domain: a dot/],
    ['a@-x.org', /"-x" has other than letters, digits and dashes/],
    ['a@x-.org', /"x-" has other than/],
    ['a@x!y.org', /"x!y" has other than/],
    [`a@${'x'.repeat(64)}.org`, /more than 63 letters/],
    [`${'a'.repeat(70)}@x.org`, /more than 64 bytes before the @/],
    [`${'ü'.repeat(33)}@x.org`, /more than 64 bytes before the @/],
    ['.a@x.org', /a dot before the @/],
    ['a.@x.org', /a dot before the @/],
    ['a..b@x.org', /a dot before the @/],
  ]
  for (const [written, why] of impossible) {
    test(`that no server can take is refused with the reason: ${written}`, () => {
      assert.match(address.safeParse(written).error?.issues[0]?.message ?? '', why)
    })
  }

  test('of a machine, of the longest parts, and with what people use before the @ is one', () => {
    const longest = `${'a'.repeat(64)}@${'x'.repeat(63)}.org`
    for (const written of ['root@localhost', longest, 'a+b/c=d_e@mx_1.x-y.org', "o'neil@1.example"]) {
      assert.equal(address.parse(written), written)
    }
  })

  test('whose domain can be none is refused', () => {
    assert.equal(address.safeParse('ann@xn--iñvalid.example').success, false)
  })
})

test('a time zone is one that the runtime knows, by its name or as an offset', () => {
  assert.ok(['Europe/Berlin', 'UTC', '+05:30'].every(isTimeZone))
  assert.ok(!['Europe/Nowhere', '', 'Berlin'].some(isTimeZone))
})
