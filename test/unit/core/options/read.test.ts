import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import * as z from 'zod'
import { readAs } from '../../../../src/core/options/read.ts'
import { ROOT } from '../../../support/process/checkout.ts'

function wordsOf(schema: z.ZodType, given: unknown): string | undefined {
  const read = readAs(schema, given)
  return read.success ? undefined : read.error.issues[0]?.message
}

describe('what is wrong with a value', () => {
  for (const [schema, given, words] of [
    [z.string(), undefined, 'is missing'],
    [z.string(), 7, 'is a number, not a text'],
    [z.number(), 'x', 'is a text, not a number'],
    [z.int(), 1.5, 'is a number, not a whole number'],
    [z.boolean(), [], 'is a list, not true or false'],
    [z.array(z.string()), null, 'is nothing, not a list'],
    [z.object({}), true, 'is true, not a section with keys'],
    [z.number(), Number.NaN, 'is NaN, not a number'],
    [z.string().min(8), 'short', 'is shorter than 8 characters'],
    [z.string().min(1), '', 'is empty'],
    [z.string().max(3), 'long', 'is longer than 3 characters'],
    [z.array(z.string()).min(1), [], 'is empty'],
    [z.array(z.string()).min(2), ['a'], 'has fewer than 2 entries'],
    [z.array(z.string()).max(1), ['a', 'b'], 'has more than 1 entry'],
    [z.number().min(2), 1, 'is less than 2'],
    [z.number().gt(2), 2, 'is not more than 2'],
    [z.number().max(2), 3, 'is more than 2'],
    [z.number().lt(2), 2, 'is not less than 2'],
    [z.number().multipleOf(5), 3, 'is not a multiple of 5'],
    [z.enum(['a', 'b']), 'c', 'is not one of "a", "b"'],
    [z.literal('a'), 'c', 'is not "a"'],
    [z.email(), 'x', 'is not an e-mail address'],
    [z.url(), 'x', 'is not a URL'],
    [z.string().regex(/^a/), 'x', 'does not have the form that is expected'],
    [z.strictObject({}), { x: 1 }, 'has the unknown key x'],
    [z.union([z.string(), z.number()]), true, 'is not allowed here'],
    [z.string().min(8, 'is too short for a token'), 'x', 'is too short for a token'],
  ] as const) {
    test(`is said in our words: ${words}`, () => assert.equal(wordsOf(schema, given), words))
  }
})

test('a check of a schema that throws is a fault that says where the check stands, and no stack', () => {
  const schema = z.object({
    x: z.string().refine(() => {
      throw new Error('out of toys')
    }),
  })
  assert.match(wordsOf(schema, { x: 'y' }) ?? '', /^cannot be checked: out of toys/)
  const thrown = Object.assign(new Error('out of toys'), {
    stack:
      'Error\n    at file:///opt/node_modules/zod/x.js:1:2\n    at file:///opt/slowburn/src/sources/toy/options.ts:7:9',
  })
  const placed = z.string().refine(() => {
    throw thrown
  })
  assert.equal(wordsOf(placed, 'y'), 'cannot be checked: out of toys, by src/sources/toy/options.ts:7')
})

/** They read what slowburn itself or another program wrote, and show none of what the validator says. */
const SILENT = new Set([
  'src/core/options/read.ts',
  'src/config/data-folder.ts',
  'src/app/containment/left-out.ts',
  'src/app/import/alertmanager/intervals.ts',
  'src/cli/client/service-client.ts',
])

test('whatever shows a fault of a schema reads by it here', () => {
  const others = globSync('src/**/*.ts', { cwd: ROOT }).filter(path =>
    readFileSync(join(ROOT, path), 'utf8').includes('.safeParse('),
  )
  assert.deepEqual(
    others.filter(path => !SILENT.has(path)),
    [],
  )
})
