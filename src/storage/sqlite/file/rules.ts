// What the rows of every table must hold, in the order in which tables refer to each other.
import { CODES_ROWS } from '../codec/codes.ts'
import { QUARANTINE_ROWS } from '../codec/quarantine.ts'
import type { TableRule } from '../codec/rules.ts'
import { ACCEPTANCES_ROWS } from '../tables/acceptances.ts'
import { ALERTING_ROWS } from '../tables/alerting.ts'
import { AUDITS_ROWS } from '../tables/audits.ts'
import { CELLS_ROWS } from '../tables/cells.ts'
import { CHANGES_ROWS } from '../tables/changes.ts'
import { DICTIONARY_ROWS } from '../tables/dictionary.ts'
import { DRAFTS_ROWS } from '../tables/drafts.ts'
import { EPISODES_ROWS } from '../tables/episodes.ts'
import { INCIDENTS_ROWS } from '../tables/incidents.ts'
import { LABELS_ROWS } from '../tables/labels.ts'
import { LIFECYCLES_ROWS } from '../tables/lifecycles.ts'
import { OLDER_FACTS_ROWS } from '../tables/older-facts.ts'
import { OUTBOX_ROWS } from '../tables/outbox.ts'
import { REGIMES_ROWS } from '../tables/regimes.ts'
import { RELEASES_ROWS } from '../tables/releases.ts'
import { ROLLOUTS_ROWS } from '../tables/rollouts.ts'
import { SERIES_ROWS } from '../tables/series.ts'
import { SETTLED_ROWS } from '../tables/settled.ts'
import { SOURCES_ROWS } from '../tables/sources.ts'

export const TABLE_RULES: readonly TableRule[] = [
  QUARANTINE_ROWS,
  OLDER_FACTS_ROWS,
  ...SOURCES_ROWS,
  ...DICTIONARY_ROWS,
  LIFECYCLES_ROWS,
  SETTLED_ROWS,
  ...CELLS_ROWS,
  LABELS_ROWS,
  RELEASES_ROWS,
  ...SERIES_ROWS,
  ...CHANGES_ROWS,
  REGIMES_ROWS,
  ...INCIDENTS_ROWS,
  EPISODES_ROWS,
  ...OUTBOX_ROWS,
  ...DRAFTS_ROWS,
  ...ALERTING_ROWS,
  CODES_ROWS,
  ACCEPTANCES_ROWS,
  ...AUDITS_ROWS,
  ROLLOUTS_ROWS,
]
