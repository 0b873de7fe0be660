import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as z from 'zod'
import { section } from '../../../../src/core/options/section.ts'

test('keys are written in snake_case and read in camelCase', () => {
  const options = section({ keep_firing_for: z.string(), by: z.string() })
  assert.deepEqual(options.parse({ keep_firing_for: '6h', by: 'model' }), {
    keepFiringFor: '6h',
    by: 'model',
  })
})

test('an unknown key is a fault', () => {
  assert.equal(section({ by: z.string() }).safeParse({ by: 'model', bi: 'x' }).success, false)
})
