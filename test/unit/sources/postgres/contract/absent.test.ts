import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { absent } from '../../../../../src/sources/postgres/contract/absent.ts'
import type { Seen } from '../../../../../src/sources/postgres/contract/look.ts'
import { contractOf, JOBS, SEEN } from '../../../../support/postgres/mutations/seen.ts'

function became(changed: Partial<Seen> | null) {
  const { message, remedy, roles } = absent(
    JOBS,
    contractOf(),
    changed === null ? undefined : { ...SEEN, ...changed },
    'reader',
  )
  assert.equal(roles, null)
  return `${message}. ${remedy}`
}

describe('a table that its name does not find', () => {
  test('was dropped', () => assert.match(became(null), /^public\.jobs has been dropped\. Restore it/))

  test('was renamed', () =>
    assert.match(
      became({ name: 'Jobs' }),
      /is called public\."Jobs" now\. .*ALTER TABLE public\."Jobs" RENAME TO jobs$/,
    ))

  test('was moved', () =>
    assert.match(became({ schema: 'old', schemaOid: '7' }), /has moved to old\.jobs\. .*SET SCHEMA public$/))

  test('has a schema of another name', () =>
    assert.match(
      became({ schema: 'app' }),
      /schema public is called app now\. .*ALTER SCHEMA app RENAME TO public$/,
    ))

  test('may not be looked for', () =>
    assert.match(
      became({ usable: false }),
      /may not look into the schema public .*GRANT USAGE ON SCHEMA public TO reader; /,
    ))

  test('is not on the search_path', () =>
    assert.match(became({}), /search_path of the user does not lead to it/))
})
