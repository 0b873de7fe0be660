// What is said when the tables are changed under slowburn, at the next pull, by a user who may only read them.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { indicators } from '../../src/indicators/registry.ts'
import { diesOf } from '../../src/schema-watch/at-stake.ts'
import type { Contracts } from '../../src/sources/postgres/contract/contract.ts'
import type { PulledSource } from '../../src/sources/source.ts'
import { databaseForEachTest } from '../support/postgres/each-test.ts'
import { COLUMNS } from '../support/postgres/mutations/columns.ts'
import { HARMLESS } from '../support/postgres/mutations/harmless.ts'
import { MAPPINGS, type Mutation, PLATFORM } from '../support/postgres/mutations/platform.ts'
import { TABLES } from '../support/postgres/mutations/tables.ts'
import { withoutPostgres } from '../support/postgres/postgres.ts'
import {
  createLedger,
  type Ledger,
  pullAll,
  standing,
  testSource,
} from '../support/postgres/postgres-source.ts'

const MUTATIONS: readonly Mutation[] = [...COLUMNS, ...TABLES, ...HARMLESS]

const db = databaseForEachTest(null, {
  clear: async one => {
    const [reader] = await one.sql(`SELECT 1 FROM pg_roles WHERE rolname = 'reader'`)
    if (reader !== undefined) await one.sql('DROP OWNED BY reader CASCADE; DROP ROLE reader')
  },
})

async function watching(): Promise<{ source: PulledSource; ledger: Ledger }> {
  await db.sql(`CREATE ROLE reader LOGIN PASSWORD 'read only'; ${PLATFORM}`)
  const { source } = testSource(db.url.replace(/\/\/[^@]*@/, '//reader:read%20only@'), MAPPINGS)
  const ledger = createLedger()
  assert.deepEqual(standing(await pullAll(source, ledger)), [])
  return { source, ledger }
}

function recordedIn({ cursor }: Ledger): string[] {
  const contracts = (cursor?.contracts ?? {}) as Contracts
  return Object.values(contracts).flatMap(({ changes }) => changes.map(({ what }) => what))
}

/** The statements of the owner's that a remedy ends in, as they may be pasted. */
function pasted(remedy: string): string {
  return /(?:ALTER|CREATE|GRANT) [A-Z]+ .*$/.exec(remedy)?.[0] ?? ''
}

async function paste(statements: string): Promise<void> {
  for (const statement of statements.split('; ')) await db.sql(statement)
}

describe('a change of the tables', { skip: withoutPostgres }, () => {
  for (const { name, sql, says, records } of MUTATIONS) {
    test(`${says === undefined ? 'that harms nothing' : 'is said within a pull'}: ${name}`, async () => {
      const { source, ledger } = await watching()
      await db.sql(sql)
      const problems = standing(await pullAll(source, ledger))
      if (says === undefined) assert.deepEqual(problems, [])
      else {
        const found = problems.find(
          ({ where, message }) => where === says.where && says.message.test(message),
        )
        assert.ok(found, JSON.stringify(problems, null, 1))
        assert.match(found.remedy ?? '', says.remedy)
        assert.deepEqual([...diesOf(found, indicators)].sort(), [...says.dies].sort())
      }
      const later = standing(await pullAll(source, ledger))
      if (says === undefined) assert.deepEqual(later, [])
      else
        assert.ok(
          later.some(({ where, message }) => where === says.where && says.message.test(message)),
          'it stands',
        )
      if (records === undefined && says === undefined) assert.deepEqual(recordedIn(ledger), [])
      if (records !== undefined)
        assert.ok(
          recordedIn(ledger).some(what => records.test(what)),
          recordedIn(ledger).join('\n'),
        )
      if (says?.mends !== true) return
      await paste(pasted(problems.find(({ where }) => where === says.where)?.remedy ?? ''))
      assert.deepEqual(standing(await pullAll(source, ledger)), [])
    })
  }

  test('stands in the documentation, each by its name', () => {
    const page = readFileSync('docs/reference/schema-watch.md', 'utf8')
    for (const { name } of MUTATIONS) assert.ok(page.includes(`| ${name} |`), name)
    assert.ok(MUTATIONS.length >= 40)
  })
})
