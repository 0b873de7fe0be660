import assert from 'node:assert/strict'
import { test } from 'node:test'
import { calendar } from '../../../../src/config/keys/calendar.ts'

test('nobody keeps holidays where nothing is said; a calendar that there is not is refused', () => {
  assert.equal(calendar.parse(undefined), null)
  assert.equal(calendar.parse('DE-BE'), 'DE-BE')
  const { error } = calendar.safeParse('DE-XX')
  assert.match(error?.issues[0]?.message ?? '', /names no calendar that is known: "XX" in DE\. Known: BB, BE/)
})
