import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseInstant } from '../../../../src/core/zones/instant.ts'

test('a moment with its zone is read, and is the same on every machine', () => {
  const at = Date.UTC(2026, 11, 24, 22)
  for (const text of ['2026-12-24T22:00Z', '2026-12-24T23:00:00+01:00', '2026-12-24T22:00:00.000Z'])
    assert.equal(parseInstant(text), at, text)
})

test('what would have to be guessed, or is on no calendar, is no moment', () => {
  for (const text of ['01/05/2023', '2026-12-24', '2026-12-24T22:00', '2026-02-30T00:00Z', 'noon', '0', ''])
    assert.equal(parseInstant(text), null, text)
})
