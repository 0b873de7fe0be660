// Episodes in SQLite: one row each, the whole episode as JSON beside the few columns that are searched.
import type { DatabaseSync } from 'node:sqlite'
import type { Episode } from '../../alerting/episode.ts'
import type { EpisodeStore } from '../store.ts'

export const EPISODES_DDL = `
CREATE TABLE episodes (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL,
  episode TEXT NOT NULL
) STRICT;
CREATE INDEX episodes_open ON episodes (number) WHERE state IN ('pending', 'firing');
CREATE INDEX episodes_untold ON episodes (number) WHERE state = 'resolved' AND episode ->> '$.told.state' = 'firing';
`

export function sqliteEpisodes(db: DatabaseSync): EpisodeStore {
  const save = db.prepare(`
    INSERT INTO episodes (id, state, episode) VALUES (:id, :state, :episode)
    ON CONFLICT (id) DO UPDATE SET state = excluded.state, episode = excluded.episode`)
  const open = db.prepare(`
    SELECT episode FROM episodes WHERE state IN ('pending', 'firing') ORDER BY number`)
  const untoldEnds = db.prepare(`
    SELECT episode FROM episodes WHERE state = 'resolved' AND episode ->> '$.told.state' = 'firing'
    ORDER BY number`)
  const list = db.prepare('SELECT episode FROM episodes ORDER BY number DESC LIMIT :limit')
  const get = db.prepare('SELECT episode FROM episodes WHERE id = :id')

  return {
    save: episode =>
      void save.run({ id: episode.id, state: episode.state, episode: JSON.stringify(episode) }),
    open: () => open.all().map(parse),
    untoldEnds: () => untoldEnds.all().map(parse),
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
