// The schema, one entry a version. An entry that has been released is never edited: a new one follows it.
import { ACCEPTANCES_DDL } from './acceptances.ts'
import { ALERTING_DDL, RATE_LIMIT_DDL } from './alerting.ts'
import { CHANGES_DDL } from './changes.ts'
import { CODES_DDL } from './codes.ts'
import { EPISODES_DDL } from './episodes.ts'
import { EVENTS_DDL } from './events.ts'
import { LIFECYCLES_DDL } from './lifecycles.ts'
import { OUTBOX_CHANNEL_DDL, OUTBOX_DDL } from './outbox.ts'
import { REGIMES_DDL } from './regimes.ts'
import { RELEASES_DDL } from './releases.ts'
import { SERIES_DDL } from './series.ts'
import { SOURCE_MEMORY_DDL, SOURCES_DDL } from './sources.ts'

export const MIGRATIONS: readonly string[] = [
  [
    EVENTS_DDL,
    LIFECYCLES_DDL,
    SOURCES_DDL,
    SERIES_DDL,
    CHANGES_DDL,
    REGIMES_DDL,
    EPISODES_DDL,
    OUTBOX_DDL,
    ALERTING_DDL,
    ACCEPTANCES_DDL,
  ].join('\n'),
  RELEASES_DDL,
  OUTBOX_CHANNEL_DDL,
  CODES_DDL,
  SOURCE_MEMORY_DDL,
  RATE_LIMIT_DDL,
]
