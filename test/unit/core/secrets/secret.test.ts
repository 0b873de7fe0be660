import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as z from 'zod'
import { type HoldsSecret, type Secret, secret } from '../../../../src/core/secrets/secret.ts'
import { fails, holds } from '../../../support/types.ts'

test('a secret is checked as the schema beneath it, and marked in the JSON Schema, described or not', () => {
  const token = secret(z.string().min(4)).describe('A token.').nullable().default(null)
  assert.equal(token.parse('long enough'), 'long enough')
  assert.equal(token.safeParse('no').success, false)
  assert.match(JSON.stringify(z.toJSONSchema(token, { io: 'input' })), /"writeOnly":true/)
})

test('a type holds a secret wherever it lies in it', () => {
  holds<HoldsSecret<Secret>>()
  holds<HoldsSecret<Secret | null>>()
  holds<HoldsSecret<{ a?: { b: readonly Secret[] } }>>()
  holds<HoldsSecret<Record<string, Secret>>>()
  holds<HoldsSecret<{ type: 'a'; url: string } | { type: 'b'; url: Secret }>>()
  fails<HoldsSecret<{ a: string; b: readonly number[]; c: null }>>()
})
