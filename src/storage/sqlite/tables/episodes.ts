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
  const open = hold(db, "state IN ('pending', 'firing')", isOpen)
  const owedEnds = hold(db, 'end_owed = 1', isEndOwed)
  const ends = db.prepare(`
    SELECT episode AS json FROM episodes WHERE state = 'resolved' AND resolved_at >= :at ORDER BY number`)
  const list = db.prepare('SELECT episode AS json FROM episodes ORDER BY number DESC LIMIT :limit')
  const over = db.prepare(`
    SELECT episode AS json FROM episodes WHERE state NOT IN ('pending', 'firing')
    ORDER BY number DESC LIMIT :limit OFFSET :offset`)
  const countOver = db.prepare("SELECT count(*) AS n FROM episodes WHERE state NOT IN ('pending', 'firing')")
  const openOf = db.prepare(`
    SELECT episode AS json FROM episodes INDEXED BY episodes_alarm
    WHERE rule = :rule AND series = :series AND state IN ('pending', 'firing') ORDER BY number`)
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
      for (const held of [open, owedEnds]) held.saved(number, episode, text)
    },
    open: open.all,
    openOf: ({ rule, series }) => readAll(openOf.all({ rule, series })),
    owedEnds: owedEnds.all,
    reset: () => {
      open.reset()
      owedEnds.reset()
    },
    resolvedSince: at => readAll(ends.all({ at })),
    over: (limit, offset) => readAll(over.all({ limit, offset })),
    countOver: () => (countOver.get() as { n: number }).n,
    list: limit => readAll(list.all({ limit })),
    get: id => open.held(id) ?? owedEnds.held(id) ?? readAll(get.all({ id }))[0] ?? null,
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

function isOpen({ state }: Episode): boolean {
  return state === 'pending' || state === 'firing'
}

interface Held {
  number: number
  episode: Episode
}

/** Those that are asked for at every evaluation, and may be many thousands, are read once. */
function hold(db: DatabaseSync, where: string, belongs: (episode: Episode) => boolean) {
  const read = db.prepare(`SELECT number, episode AS json FROM episodes WHERE ${where} ORDER BY number`)
  let held: { byId: Map<string, Held>; last: number; inOrder: boolean } | null = null
  const load = () => {
    const rows = read.all() as Array<{ number: number; json: string }>
    const found = rows.map(({ number, json: text }) => ({ number, episode: readEpisode(text) }))
    return {
      byId: new Map(found.map(one => [one.episode.id, one])),
      last: found.at(-1)?.number ?? 0,
      inOrder: true,
    }
  }
  return {
    /** In the order of their numbers. */
    all: (): Episode[] => {
      held ??= load()
      if (!held.inOrder) {
        const found = [...held.byId.values()].sort((a, b) => a.number - b.number)
        held = { ...held, byId: new Map(found.map(one => [one.episode.id, one])), inOrder: true }
      }
      return [...held.byId.values()].map(({ episode }) => episode)
    },
    held: (id: string): Episode | null => held?.byId.get(id)?.episode ?? null,
    saved: (number: number, episode: Episode, text: string): void => {
      if (held === null) return
      const { id } = episode
      if (!belongs(episode)) {
        held.byId.delete(id)
        return
      }
      held.inOrder &&= held.byId.has(id) || number > held.last
      held.last = Math.max(held.last, number)
      held.byId.set(id, { number, episode: JSON.parse(text) as Episode })
    },
    reset: (): void => {
      held = null
    },
  }
}
