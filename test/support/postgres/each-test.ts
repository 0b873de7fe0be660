// A database of its own for each test of a file, on one server; or for one test.
import { after, afterEach, before, beforeEach, type TestContext } from 'node:test'
import { createSession, type Session } from '../../../src/sources/postgres/connection/session.ts'
import { pgliteServers, startPostgres, type TestDatabase, type TestPostgres } from './postgres.ts'

interface EachTest {
  /** Of the server. */
  settings?: readonly string[]
  /** Takes away what keeps a database from being dropped. */
  clear?: (db: TestDatabase) => Promise<void>
}

/** Empty but for what `setUp` makes in it. To be asked within a test alone. */
export function databaseForEachTest(
  setUp: string | null = null,
  { settings = [], clear }: EachTest = {},
): TestDatabase {
  let server: TestPostgres
  let db: TestDatabase
  before(async () => {
    server = await startPostgres([...settings])
  })
  after(() => server.stop())
  beforeEach(async () => {
    db = await server.create()
    if (setUp !== null) await db.sql(setUp)
  })
  afterEach(async () => {
    await clear?.(db)
    await db.drop()
  })
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

/** A session with an embedded database that is empty, for this test alone. */
export async function embeddedSession(
  t: Pick<TestContext, 'after'>,
): Promise<{ db: TestDatabase; session: Session }> {
  const db = await pgliteServers().create()
  const { signal } = new AbortController()
  const session = createSession({ url: db.url, statementTimeout: 5_000, signal })
  t.after(async () => {
    await session.close()
    await db.drop()
  })
  return { db, session }
}
