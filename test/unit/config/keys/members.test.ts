// Every key of the registry, held to the same: a description, a default that is itself valid, a line in the reference.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { members } from '../../../../src/config/keys/members.ts'
import { configSchema } from '../../../../src/config/schema.ts'
import { unmarkedPaths } from '../../../support/manners/unmarked-paths.ts'

const reference = readFileSync(
  new URL('../../../../docs/reference/configuration.md', import.meta.url),
  'utf8',
)
const REQUIRED = ['sources']

describe('the registry of configuration keys', () => {
  for (const [key, schema] of Object.entries(members)) {
    test(`${key} is described, and stands in the reference page`, () => {
      assert.match(
        schema.description ?? '',
        /^[A-Z].{10,}\.$/,
        `describe it in a sentence: .describe('...') at the end of ${key}`,
      )
      assert.match(reference, new RegExp(`^\\| \`${key}\` \\|`, 'm'))
    })

    test(`${key} takes a relative path for one below the folder of the configuration`, () => {
      if (key !== 'sources') assert.deepEqual(unmarkedPaths(key, schema), [])
    })

    test(`${key} may be left out, or is one of the few that may not`, () => {
      assert.equal(schema.safeParse(undefined).success, !REQUIRED.includes(key))
    })
  }

  test('a key that nobody knows is a fault', () => {
    const { success, error } = configSchema.safeParse({ sources: [], nonsense: 1 })
    assert.equal(success, false)
    assert.match(String(error), /nonsense/)
  })
})
