// A database of its own for each test of a file, on one server.
import { after, afterEach, before, beforeEach } from 'node:test'
import { startPostgres, type TestDatabase, type TestPostgres } from './postgres.ts'

/** Empty but for what `setUp` makes in it. To be asked within a test alone. */
export function databaseForEachTest(setUp: string | null = null): TestDatabase {
  let server: TestPostgres
  let db: TestDatabase
  before(async () => {
    server = await startPostgres()
  })
  after(() => server.stop())
  beforeEach(async () => {
    db = await server.create()
    if (setUp !== null) await db.sql(setUp)
  })
  afterEach(() => db.drop())
  return {
    get engine() {
      return db.engine
    },
    get url() {
      return db.url
    },
    sql: text => db.sql(text),
    drop: () => db.drop(),
  }
}
