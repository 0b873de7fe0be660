// Silences, the history of actions and notifications, and the memory of the rate limit, in SQLite.
import type { DatabaseSync } from 'node:sqlite'
import type { HistoryEntry, HistoryStore } from '../../../alerting/history.ts'
import type { RateLimitState } from '../../../alerting/muting/rate-limit.ts'
import type { Silence } from '../../../alerting/muting/silence.ts'
import type { Millis } from '../../../core/clock.ts'
import { rateLimitShape, silenceShape } from '../../shapes/alerting.ts'
import type { RateLimitStore, ReportStore, SilenceStore } from '../../store.ts'
import {
  copied,
  instead,
  json,
  millis,
  named,
  orNull,
  rowNumber,
  string,
  type TableRule,
  whole,
} from '../codec/rules.ts'

export const ALERTING_DDL = `
CREATE TABLE silences (
  id TEXT PRIMARY KEY,
  ends_at INTEGER NOT NULL,
  silence TEXT NOT NULL
) STRICT;
CREATE INDEX silences_end ON silences (ends_at);
CREATE TABLE alert_history (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  episode_id TEXT,
  detail TEXT NOT NULL
) STRICT;
CREATE INDEX alert_history_episode ON alert_history (episode_id, number);
CREATE TABLE storm (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  state TEXT NOT NULL
) STRICT;
CREATE TABLE left_reports (
  digest TEXT NOT NULL,
  recipient TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (digest, recipient)
) STRICT, WITHOUT ROWID;
`

/** What was sent is counted by kind of notification now; what the old table knew is forgotten within fifteen minutes. */
export const RATE_LIMIT_DDL = `
DROP TABLE storm;
CREATE TABLE rate_limit (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  state TEXT NOT NULL
) STRICT;
`

export const ALERTING_ROWS: readonly TableRule[] = [
  {
    table: 'silences',
    key: ['rowid'],
    columns: {
      id: copied(named, 'silence', 'id'),
      ends_at: copied(millis, 'silence', 'endsAt'),
      silence: json(silenceShape),
    },
    without: 'What it silenced is sent; make the silence again if it is still wanted.',
  },
  {
    table: 'alert_history',
    key: ['rowid'],
    columns: {
      number: rowNumber,
      at: millis,
      actor: string,
      action: string,
      episode_id: orNull(string),
      detail: string,
    },
    without: 'The line is missing in the history.',
  },
  {
    table: 'rate_limit',
    key: ['rowid'],
    columns: { id: whole(1, 1), state: json(rateLimitShape) },
    without: 'What was sent in the last fifteen minutes does not count any more.',
  },
  {
    table: 'left_reports',
    key: ['digest', 'recipient'],
    columns: { digest: string, recipient: named, at: instead(millis, '0') },
    without: 'The report may be sent again to somebody who has unsubscribed from it.',
  },
]

export function sqliteSilences(db: DatabaseSync): SilenceStore {
  const current = db.prepare('SELECT silence AS json FROM silences WHERE ends_at > :now ORDER BY id')
  const save = db.prepare(`
    INSERT INTO silences (id, ends_at, silence) VALUES (:id, :endsAt, :silence)
    ON CONFLICT (id) DO UPDATE SET ends_at = excluded.ends_at, silence = excluded.silence`)
  const get = db.prepare('SELECT silence AS json FROM silences WHERE id = :id')
  const list = db.prepare('SELECT silence AS json FROM silences ORDER BY ends_at DESC, id LIMIT :limit')
  return {
    current: now => current.all({ now }).map(toSilence),
    save: silence =>
      void save.run({ id: silence.id, endsAt: silence.endsAt, silence: JSON.stringify(silence) }),
    get: id => get.all({ id }).map(toSilence)[0] ?? null,
    list: limit => list.all({ limit }).map(toSilence),
  }
}

function toSilence(found: unknown): Silence {
  return JSON.parse((found as { json: string }).json) as Silence
}

export function sqliteHistory(db: DatabaseSync): HistoryStore & { reset(): void } {
  const held = holdFirings(db)
  const add = db.prepare(`
    INSERT INTO alert_history (at, actor, action, episode_id, detail)
    VALUES (:at, :actor, :action, :episodeId, :detail)`)
  const columns = 'at, actor, action, episode_id AS episodeId, detail'
  const list = db.prepare(`SELECT ${columns} FROM alert_history ORDER BY number DESC LIMIT :limit`)
  const of = db.prepare(`SELECT ${columns} FROM alert_history WHERE episode_id = :episodeId ORDER BY number`)
  return {
    add: ({ at, actor, action, episodeId, detail }) => {
      add.run({ at, actor, action, episodeId, detail })
      if (action === 'firing') held.fired(episodeId)
    },
    list: limit => list.all({ limit }).map(row => ({ ...row }) as unknown as HistoryEntry),
    of: episodeId => of.all({ episodeId }).map(row => ({ ...row }) as unknown as HistoryEntry),
    firings: held.firings,
    reset: held.reset,
  }
}

/** When alarms began to fire is asked for of each that waits, at every evaluation: it is held until the same one fires again. */
function holdFirings(db: DatabaseSync) {
  const read = db.prepare(`
    SELECT entry.at FROM episodes JOIN alert_history AS entry ON entry.episode_id = episodes.id
    WHERE episodes.rule = :rule AND episodes.series = :series AND entry.action = 'firing' AND entry.at >= :since
    ORDER BY entry.number`)
  const alarmOf = db.prepare('SELECT rule, series FROM episodes WHERE id = ?')
  /** By alarm, then by the moment from which on. */
  const held = new Map<string, Map<Millis, Millis[]>>()
  const nameOf = (rule: string, series: string): string => JSON.stringify([rule, series])
  return {
    firings: (rule: string, series: string, since: Millis): Millis[] => {
      const name = nameOf(rule, series)
      const own = held.get(name) ?? new Map<Millis, Millis[]>()
      const known = own.get(since) ?? read.all({ rule, series, since }).map(({ at }) => at as number)
      held.set(name, own.set(since, known))
      return known
    },
    fired: (episodeId: string | null): void => {
      const alarm = alarmOf.get(episodeId)
      if (alarm !== undefined) held.delete(nameOf(String(alarm.rule), String(alarm.series)))
    },
    reset: (): void => held.clear(),
  }
}

export function sqliteRateLimit(db: DatabaseSync): RateLimitStore {
  const load = db.prepare('SELECT state AS json FROM rate_limit WHERE id = 1')
  const save = db.prepare(`
    INSERT INTO rate_limit (id, state) VALUES (1, :state) ON CONFLICT (id) DO UPDATE SET state = excluded.state`)
  return {
    load: () => {
      const found = load.get() as { json: string } | undefined
      return found === undefined ? {} : (JSON.parse(found.json) as RateLimitState)
    },
    save: state => void save.run({ state: JSON.stringify(state) }),
  }
}

export function sqliteReports(db: DatabaseSync): ReportStore {
  const left = db.prepare('SELECT recipient FROM left_reports WHERE digest = :digest ORDER BY recipient')
  const leave = db.prepare(
    'INSERT INTO left_reports (digest, recipient, at) VALUES (:digest, :recipient, :at) ON CONFLICT DO NOTHING',
  )
  const rejoin = db.prepare('DELETE FROM left_reports WHERE digest = :digest AND recipient = :recipient')
  return {
    left: digest => left.all({ digest }).map(row => (row as { recipient: string }).recipient),
    leave: (digest, recipient, at) => leave.run({ digest, recipient, at }).changes === 1,
    rejoin: (digest, recipient) => rejoin.run({ digest, recipient }).changes === 1,
  }
}
