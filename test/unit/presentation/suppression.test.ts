import assert from 'node:assert/strict'
import { test } from 'node:test'
import { suppressionWords } from '../../../src/presentation/suppression.ts'

test('what is held back says why and until when', () => {
  const until = Date.UTC(2026, 10, 28, 3, 15)
  assert.match(
    suppressionWords({ reason: 'rate limit', until }),
    /^held back by the rate limit until 28 Nov.* 03:15 UTC$/,
  )
  assert.match(suppressionWords({ reason: 'silenced', until }), /^silenced until .* UTC$/)
  assert.equal(suppressionWords({ reason: 'out of hours', until: null }), 'out of hours')
})
