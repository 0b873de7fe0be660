// The example platform in this thread: a simulated life, written into an embedded database as it happens.
import type { Millis } from '../../core/clock.ts'
import { messageOf } from '../../core/errors.ts'
import { PLANT_IDS } from '../simulator/plants.ts'
import { simulate } from '../simulator/simulator.ts'
import { type GroundTruth, groundTruth } from '../simulator/truth.ts'
import { type EmbeddedDatabase, openDatabase } from './database.ts'
import type { Birth, Progress } from './platform-protocol.ts'
import { FAULTY_UPDATE, INDEXES, TABLES } from './schema.ts'
import { createScribe, type Delta } from './scribe.ts'
import { copyText, sequenceStatement, statements } from './sql.ts'
import { drones } from './tables.ts'

export interface EmbeddedPlatform {
  url: string
  truth: GroundTruth
  /** Writes what has happened up to `to`; a moment that has been written already changes nothing. */
  advance(to: Millis): Promise<void>
  close(): Promise<void>
}

const ROWS_PER_COPY = 5000

export async function createEmbeddedPlatform(
  { seed, startedAt, historyEnd, folder, cluster }: Birth,
  onProgress: (progress: Progress) => void,
  open = openDatabase,
): Promise<EmbeddedPlatform> {
  onProgress({ stage: 'database', done: 0 })
  const database = await open(folder, cluster)
  try {
    // One transaction with the tables' creation: what it loads needs no write-ahead log.
    await database.execute(`BEGIN; ${TABLES}`)
    onProgress({ stage: 'history', done: 0.5 })
    const simulator = simulate({ seed, startedAt, plants: new Set(PLANT_IDS) })
    const phantomError = await refusal(database, FAULTY_UPDATE)
    const scribe = createScribe(simulator, seed, drones(seed, startedAt), phantomError)
    for (const delta of scribe(historyEnd)) await load(database, delta)
    await database.execute(`${INDEXES}; COMMIT`)
    await database.execute('ANALYZE')
    onProgress({ stage: 'truth', done: 0.8 })
    const truth = groundTruth(seed, startedAt, historyEnd)
    const url = await database.listen()
    onProgress({ stage: 'truth', done: 1 })

    let written = historyEnd
    let last = Promise.resolve()
    const step = async (to: Millis): Promise<void> => {
      if (to <= written) return
      written = to
      const sql = statements(scribe(to))
      if (sql !== null) await database.write(sql)
    }
    return {
      url,
      truth,
      advance: to => {
        last = last.then(() => step(to))
        return last
      },
      close: () => database.close(),
    }
  } catch (error) {
    await database.close()
    throw error
  }
}

async function load(database: EmbeddedDatabase, delta: Delta): Promise<void> {
  const { table, inserts } = delta
  for (let start = 0; start < inserts.length; start += ROWS_PER_COPY) {
    const rows = inserts.slice(start, start + ROWS_PER_COPY)
    await database.copy(table.name, table.columns, copyText(rows))
  }
  const sequence = sequenceStatement(delta)
  if (sequence !== null) await database.execute(sequence)
}

/** PostgreSQL's own words when it refuses a statement, inside a transaction that goes on. */
async function refusal(database: EmbeddedDatabase, sql: string): Promise<string> {
  await database.execute('SAVEPOINT before')
  try {
    await database.execute(sql)
  } catch (error) {
    await database.execute('ROLLBACK TO before')
    return messageOf(error)
  }
  throw new Error(`the example platform expects PostgreSQL to refuse: ${sql}`)
}
