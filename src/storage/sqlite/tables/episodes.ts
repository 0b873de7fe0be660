// Episodes in SQLite: one row each, the whole episode as JSON beside the few columns that are searched.
import type { DatabaseSync } from 'node:sqlite'
import { type Episode, isEndOwed } from '../../../alerting/episode.ts'
import type { EpisodeStore } from '../../store.ts'
import type { RowReader } from '../codec/set-aside.ts'

export const EPISODES_DDL = `
CREATE TABLE episodes (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL,
  resolved_at INTEGER,
  end_owed INTEGER NOT NULL,
  rule TEXT NOT NULL,
  series TEXT NOT NULL,
  episode TEXT NOT NULL
) STRICT;
CREATE INDEX episodes_open ON episodes (number) WHERE state IN ('pending', 'firing');
CREATE INDEX episodes_over ON episodes (number) WHERE state NOT IN ('pending', 'firing');
CREATE INDEX episodes_untold ON episodes (number) WHERE end_owed = 1;
CREATE INDEX episodes_ends ON episodes (resolved_at) WHERE state = 'resolved';
CREATE INDEX episodes_alarm ON episodes (rule, series);
`

export function sqliteEpisodes(db: DatabaseSync, reader: RowReader): EpisodeStore {
  const save = db.prepare(`
    INSERT INTO episodes (id, state, resolved_at, end_owed, rule, series, episode)
    VALUES (:id, :state, :resolvedAt, :endOwed, :rule, :series, :episode)
    ON CONFLICT (id) DO UPDATE SET state = excluded.state, resolved_at = excluded.resolved_at,
      end_owed = excluded.end_owed, episode = excluded.episode`)
  const open = db.prepare(`
    SELECT id, episode AS json FROM episodes WHERE state IN ('pending', 'firing') ORDER BY number`)
  const untoldEnds = db.prepare(`
    SELECT id, episode AS json FROM episodes WHERE end_owed = 1 ORDER BY number`)
  const ends = db.prepare(`
    SELECT id, episode AS json FROM episodes WHERE state = 'resolved' AND resolved_at >= :at ORDER BY number`)
  const list = db.prepare('SELECT id, episode AS json FROM episodes ORDER BY number DESC LIMIT :limit')
  const over = db.prepare(`
    SELECT id, episode AS json FROM episodes WHERE state NOT IN ('pending', 'firing')
    ORDER BY number DESC LIMIT :limit OFFSET :offset`)
  const countOver = db.prepare("SELECT count(*) AS n FROM episodes WHERE state NOT IN ('pending', 'firing')")
  const get = db.prepare('SELECT id, episode AS json FROM episodes WHERE id = :id')

  const readAll = (rows: readonly unknown[]): Episode[] => reader.readAll('episodes', rows, readEpisode)
  return {
    save(episode) {
      const { id, state, resolvedAt, rule, series } = episode
      const endOwed = isEndOwed(episode) ? 1 : 0
      save.run({ id, state, resolvedAt, endOwed, rule, series, episode: JSON.stringify(episode) })
    },
    open: () => readAll(open.all()),
    untoldEnds: () => readAll(untoldEnds.all()),
    resolvedSince: at => readAll(ends.all({ at })),
    over: (limit, offset) => readAll(over.all({ limit, offset })),
    countOver: () => (countOver.get() as { n: number }).n,
    list: limit => readAll(list.all({ limit })),
    get: id => readAll(get.all({ id }))[0] ?? null,
  }
}

/** An episode as it was kept, or what is wrong with it. */
function readEpisode(value: unknown): Episode | string {
  const { id, state, rule, series, sequence } = (value ?? {}) as Partial<Record<keyof Episode, unknown>>
  const isOne =
    [id, state, rule, series].every(field => typeof field === 'string') && Number.isInteger(sequence)
  return isOne ? (value as Episode) : 'is no episode'
}
