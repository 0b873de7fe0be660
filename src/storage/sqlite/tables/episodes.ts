// Episodes in SQLite: one row each, the whole episode as JSON beside the few columns that are searched.
import type { DatabaseSync } from 'node:sqlite'
import { type Episode, isEndOwed } from '../../../alerting/episode.ts'
import { EPISODE_STATES, episodeShape } from '../../shapes/alerting.ts'
import type { EpisodeStore } from '../../store.ts'
import {
  copied,
  flag,
  instead,
  json,
  millis,
  named,
  oneOf,
  orNull,
  rowNumber,
  string,
  type TableRule,
} from '../codec/rules.ts'

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

const END_OWED = `CASE WHEN json_valid(episode) THEN json_extract(episode, '$.state') = 'resolved' AND EXISTS (
  SELECT 1 FROM json_each(episode, iif(json_type(episode, '$.notified') IS NULL, '$.told', '$.notified')) WHERE json_type(value) = 'object' AND json_extract(value, '$.state') = 'firing') END`

export const EPISODES_ROWS: TableRule = {
  table: 'episodes',
  key: ['rowid'],
  columns: {
    number: rowNumber,
    id: copied(named, 'episode', 'id'),
    state: copied(oneOf(EPISODE_STATES), 'episode', 'state'),
    resolved_at: copied(orNull(millis), 'episode', 'resolvedAt'),
    end_owed: instead(flag, END_OWED),
    rule: copied(string, 'episode', 'rule'),
    series: copied(string, 'episode', 'series'),
    episode: json(episodeShape),
  },
  without: 'An alert that still stands fires again; one that was over is missing in the history.',
}

export function sqliteEpisodes(db: DatabaseSync): EpisodeStore & { reset(): void } {
  const save = db.prepare(`
    INSERT INTO episodes (id, state, resolved_at, end_owed, rule, series, episode)
    VALUES (:id, :state, :resolvedAt, :endOwed, :rule, :series, :episode)
    ON CONFLICT (id) DO UPDATE SET state = excluded.state, resolved_at = excluded.resolved_at,
      end_owed = excluded.end_owed, episode = excluded.episode RETURNING number`)
  const open = holdOpen(db)
  const owedEnds = db.prepare(`
    SELECT episode AS json FROM episodes WHERE end_owed = 1 ORDER BY number`)
  const ends = db.prepare(`
    SELECT episode AS json FROM episodes WHERE state = 'resolved' AND resolved_at >= :at ORDER BY number`)
  const list = db.prepare('SELECT episode AS json FROM episodes ORDER BY number DESC LIMIT :limit')
  const over = db.prepare(`
    SELECT episode AS json FROM episodes WHERE state NOT IN ('pending', 'firing')
    ORDER BY number DESC LIMIT :limit OFFSET :offset`)
  const countOver = db.prepare("SELECT count(*) AS n FROM episodes WHERE state NOT IN ('pending', 'firing')")
  const get = db.prepare('SELECT episode AS json FROM episodes WHERE id = :id')

  const readAll = (rows: readonly unknown[]): Episode[] =>
    rows.map(found => readEpisode((found as { json: string }).json))
  return {
    save(episode) {
      const { id, state, resolvedAt, rule, series } = episode
      const endOwed = isEndOwed(episode) ? 1 : 0
      const text = JSON.stringify(episode)
      const { number } = save.get({ id, state, resolvedAt, endOwed, rule, series, episode: text }) as {
        number: number
      }
      open.saved(number, episode, text)
    },
    open: open.all,
    reset: open.reset,
    owedEnds: () => readAll(owedEnds.all()),
    resolvedSince: at => readAll(ends.all({ at })),
    over: (limit, offset) => readAll(over.all({ limit, offset })),
    countOver: () => (countOver.get() as { n: number }).n,
    list: limit => readAll(list.all({ limit })),
    get: id => readAll(get.all({ id }))[0] ?? null,
  }
}

/** The name that an earlier version kept `notified` under. */
interface Earlier {
  told?: NonNullable<Episode['notified']>
}

function readEpisode(text: string): Episode {
  const { told, ...episode } = JSON.parse(text) as Episode & Earlier
  return told === undefined ? episode : { ...episode, notified: told }
}

/** Those that are open are asked for at every evaluation, and may be many thousands: they are read once. */
function holdOpen(db: DatabaseSync) {
  const read = db.prepare(`
    SELECT number, episode AS json FROM episodes WHERE state IN ('pending', 'firing') ORDER BY number`)
  let held: { byId: Map<string, Episode>; last: number } | null = null
  const load = () => {
    const rows = read.all() as Array<{ number: number; json: string }>
    const episodes = rows.map(({ json: text }) => readEpisode(text))
    return { byId: new Map(episodes.map(one => [one.id, one])), last: rows.at(-1)?.number ?? 0 }
  }
  return {
    all: (): Episode[] => {
      held ??= load()
      return [...held.byId.values()]
    },
    saved: (number: number, { id, state }: Episode, text: string): void => {
      if (held === null) return
      if (state !== 'pending' && state !== 'firing') held.byId.delete(id)
      else if (held.byId.has(id) || number > held.last) {
        held.byId.set(id, JSON.parse(text) as Episode)
        held.last = Math.max(held.last, number)
      } else held = null
    },
    reset: (): void => {
      held = null
    },
  }
}
