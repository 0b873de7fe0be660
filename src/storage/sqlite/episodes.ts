// Episodes in SQLite: one row each, the whole episode as JSON beside the few columns that are searched.
import type { DatabaseSync } from 'node:sqlite'
import { type Episode, isEndOwed } from '../../alerting/episode.ts'
import type { EpisodeStore } from '../store.ts'

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

export function sqliteEpisodes(db: DatabaseSync): EpisodeStore {
  const save = db.prepare(`
    INSERT INTO episodes (id, state, resolved_at, end_owed, rule, series, episode)
    VALUES (:id, :state, :resolvedAt, :endOwed, :rule, :series, :episode)
    ON CONFLICT (id) DO UPDATE SET state = excluded.state, resolved_at = excluded.resolved_at,
      end_owed = excluded.end_owed, episode = excluded.episode`)
  const open = db.prepare(`
    SELECT episode FROM episodes WHERE state IN ('pending', 'firing') ORDER BY number`)
  const untoldEnds = db.prepare(`
    SELECT episode FROM episodes WHERE end_owed = 1 ORDER BY number`)
  const ends = db.prepare(`
    SELECT episode FROM episodes WHERE state = 'resolved' AND resolved_at >= :at ORDER BY number`)
  const list = db.prepare('SELECT episode FROM episodes ORDER BY number DESC LIMIT :limit')
  const over = db.prepare(`
    SELECT episode FROM episodes WHERE state NOT IN ('pending', 'firing')
    ORDER BY number DESC LIMIT :limit OFFSET :offset`)
  const countOver = db.prepare("SELECT count(*) AS n FROM episodes WHERE state NOT IN ('pending', 'firing')")
  const get = db.prepare('SELECT episode FROM episodes WHERE id = :id')

  return {
    save(episode) {
      const { id, state, resolvedAt, rule, series } = episode
      const endOwed = isEndOwed(episode) ? 1 : 0
      save.run({ id, state, resolvedAt, endOwed, rule, series, episode: JSON.stringify(episode) })
    },
    open: () => open.all().map(parse),
    untoldEnds: () => untoldEnds.all().map(parse),
    resolvedSince: at => ends.all({ at }).map(parse),
    over: (limit, offset) => over.all({ limit, offset }).map(parse),
    countOver: () => (countOver.get() as { n: number }).n,
    list: limit => list.all({ limit }).map(parse),
    get(id) {
      const row = get.get({ id })
      return row === undefined ? null : parse(row)
    },
  }
}

function parse(row: unknown): Episode {
  return JSON.parse((row as { episode: string }).episode) as Episode
}
