// What tests of following changes share.
import { manualClock, systemClock } from '../../../src/core/clock.ts'
import { MINUTE } from '../../../src/core/duration.ts'
import type { PostgresOptions, TableMapping } from '../../../src/sources/postgres/mapping/mapping.ts'
import type { PulledSource } from '../../../src/sources/source.ts'
import { databaseForEachTest } from './each-test.ts'
import type { TestDatabase } from './postgres.ts'
import { testSource } from './postgres-source.ts'
import { majorVersion } from './programs.ts'

/** For the `skip` option of a test. */
export const withoutServerLimit: string | false =
  (majorVersion() ?? 13) < 13 && 'PostgreSQL 12 has no limit to what it keeps for a slot'

/** Settings of a server whose changes can be followed. */
export const LOGICAL = [
  'wal_level=logical',
  'wal_writer_delay=10ms',
  ...(withoutServerLimit === false ? ['max_slot_wal_keep_size=256MB'] : []),
]

export const PUBLICATION = 'CREATE PUBLICATION slowburn_platform FOR TABLE execution_tasks'

/** A source that follows the changes of its tables, by the clock of the database. */
export function followingSource(
  url: string,
  tables: readonly TableMapping[],
  more: Partial<PostgresOptions> = {},
): PulledSource {
  const serverLimit = withoutServerLimit === false ? 'required' : 'waived'
  const options = { now: 'database', follow: 'replication', serverLimit, lag: 2 * MINUTE, ...more } as const
  return testSource(url, tables, { ...options, clock: manualClock(systemClock.now()) }).source
}

/** For each test, on a server whose changes can be followed. */
export function followableForEachTest(setUp: string | null = null): TestDatabase {
  return databaseForEachTest(setUp, { settings: LOGICAL, clear: dropSlots })
}

/** A database with a slot cannot be dropped. */
export async function dropSlots(db: TestDatabase): Promise<void> {
  await db.sql(`SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots
    WHERE database = current_database() AND NOT active`)
}
