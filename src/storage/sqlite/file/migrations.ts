// The schema, one entry a version. An entry that has been released is never edited: a new one follows it.

import { CODES_DDL } from '../codec/codes.ts'
import { QUARANTINE_DDL } from '../codec/quarantine.ts'
import { ACCEPTANCES_DDL } from '../tables/acceptances.ts'
import { ALERTING_DDL, RATE_LIMIT_DDL } from '../tables/alerting.ts'
import { AUDITS_DDL, CANARIES_DDL } from '../tables/audits.ts'
import { CELLS_DDL } from '../tables/cells.ts'
import { CHANGES_DDL } from '../tables/changes.ts'
import { DICTIONARY_DDL } from '../tables/dictionary.ts'
import { DRAFTS_DDL } from '../tables/drafts.ts'
import { EPISODES_DDL } from '../tables/episodes.ts'
import { INCIDENTS_DDL } from '../tables/incidents.ts'
import { LABELS_DDL } from '../tables/labels.ts'
import { LIFECYCLES_DDL } from '../tables/lifecycles.ts'
import { OUTBOX_CHANNEL_DDL, OUTBOX_DDL, OUTBOX_UNANSWERED_DDL, OUTBOX_VIA_DDL } from '../tables/outbox.ts'
import { REGIMES_DDL } from '../tables/regimes.ts'
import { RELEASES_DDL } from '../tables/releases.ts'
import { ROLLOUTS_DDL } from '../tables/rollouts.ts'
import { SERIES_DDL } from '../tables/series.ts'
import { SETTLED_DDL } from '../tables/settled.ts'
import { SOURCE_MEMORY_DDL, SOURCES_DDL } from '../tables/sources.ts'

/** Of the first two versions: every event and every lifecycle, as text. What lifecycles there are is taken over later. */
const FACTS_AS_TEXT_DDL = `
CREATE TABLE events (
  sequence INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  at INTEGER NOT NULL,
  event TEXT NOT NULL
);
CREATE TABLE lifecycles (
  kind TEXT NOT NULL,
  source TEXT NOT NULL,
  subject TEXT NOT NULL,
  opened_at INTEGER,
  started_at INTEGER,
  start TEXT,
  ended_at INTEGER,
  outcome TEXT,
  measures TEXT NOT NULL,
  labels TEXT NOT NULL,
  PRIMARY KEY (kind, source, subject)
) WITHOUT ROWID;
CREATE INDEX lifecycles_by_end ON lifecycles (kind, ended_at);
CREATE INDEX lifecycles_by_source_end ON lifecycles (kind, source, ended_at);
CREATE INDEX lifecycles_by_opening ON lifecycles (kind, opened_at);
CREATE TABLE label_census (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), census TEXT NOT NULL);
`

/** Facts as cells: events are dropped, and the lifecycles wait under another name until they are taken over. */
const FACTS_AS_CELLS_DDL = `
DROP TABLE events;
DROP TABLE label_census;
DROP INDEX lifecycles_by_end;
DROP INDEX lifecycles_by_source_end;
DROP INDEX lifecycles_by_opening;
ALTER TABLE lifecycles RENAME TO old_lifecycles;
ALTER TABLE series ADD COLUMN retired INTEGER NOT NULL DEFAULT 0;
${DICTIONARY_DDL}
${LIFECYCLES_DDL}
${SETTLED_DDL}
${CELLS_DDL}
${LABELS_DDL}
`

export const MIGRATIONS: readonly string[] = [
  [
    FACTS_AS_TEXT_DDL,
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
  FACTS_AS_CELLS_DDL,
  OUTBOX_UNANSWERED_DDL,
  OUTBOX_VIA_DDL,
  INCIDENTS_DDL,
  QUARANTINE_DDL,
  DRAFTS_DDL,
  AUDITS_DDL,
  CANARIES_DDL,
  ROLLOUTS_DDL,
]
