import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { misfit } from '../../../../../src/sources/postgres/contract/types.ts'
import type { RoleType } from '../../../../../src/sources/postgres/mapping/roles.ts'
import { column } from '../../../../support/postgres/mutations/seen.ts'

function fault(as: RoleType, before: string, now: string, role = 'x', named = 'c'): string | null {
  const was = { ...column(1, 'c', before), roles: [{ name: role, type: as, named }] }
  return misfit(was, column(1, 'c', now))
}

describe('another type', () => {
  test('fits where it says as much', () => {
    assert.equal(fault('text', 'character varying(20)', 'text', 'status'), null)
    assert.equal(fault('time', 'timestamp without time zone', 'timestamp with time zone'), null)
    assert.equal(fault('number', 'integer', 'numeric(10,2)'), null)
    assert.equal(fault('number', 'numeric', 'text'), null)
    assert.equal(fault('boolean', 'boolean', 'smallint'), null)
    assert.equal(fault('key', 'integer', 'bigint'), null)
    assert.equal(fault('prose', 'text', 'jsonb'), null)
  })

  test('does not where something is lost', () => {
    assert.match(fault('time', 'timestamp with time zone', 'timestamp without time zone') ?? '', /no zone/)
    assert.match(fault('time', 'timestamp with time zone', 'date') ?? '', /time of the day/)
    assert.match(fault('number', 'double precision', 'bigint') ?? '', /fractions are lost/)
    assert.match(fault('number', 'numeric(5,4)', 'numeric(5,0)') ?? '', /fractions are lost/)
    assert.match(fault('text', 'text', 'integer', 'status') ?? '', /no status that is listed/)
    assert.match(fault('text', 'text', 'text[]', 'type') ?? '', /other labels/)
    assert.match(fault('boolean', 'boolean', 'jsonb') ?? '', /outcomes/)
  })

  test('does not where a path or a function takes it for another', () => {
    assert.match(fault('text', 'jsonb', 'text', 'model', 'c.model') ?? '', /takes it for another/)
    assert.equal(fault('time', 'bigint', 'numeric', 'createdAt', 'epoch_ms(c)'), null)
  })
})
