// How many rows of a table something was noticed of, all in all and since it began.
import { Type } from 'typebox'
import type { Millis } from '../../../../core/clock.ts'
import { DAY } from '../../../../core/duration.ts'

/** Rows of which something was noticed. */
export interface Noticed {
  /** All there ever were. */
  rows: number
  /** Of them, those since it began: a day without one had gone before. */
  recent: number
  since: Millis
  lastAt: Millis
  /** The key of one of them. */
  example: string
  /** Of the recent ones, those that took the place of what was open. */
  open?: number
}

export const noticedShape = Type.Object({
  rows: Type.Number(),
  recent: Type.Number(),
  since: Type.Number(),
  lastAt: Type.Number(),
  example: Type.String(),
  open: Type.Optional(Type.Number()),
})

/** With so many rows more. */
export function noticed(
  before: Noticed | undefined,
  rows: number,
  at: Millis,
  example: string,
  fromOpen = 0,
): Noticed {
  const goesOn = before !== undefined && at - before.lastAt < DAY
  const open = fromOpen + (goesOn ? (before.open ?? 0) : 0)
  return {
    rows: rows + (before?.rows ?? 0),
    recent: rows + (goesOn ? before.recent : 0),
    since: goesOn ? before.since : at,
    lastAt: at,
    example,
    ...(open === 0 ? {} : { open }),
  }
}

/** Rows of which nobody saw how they ended. */
export interface Gone {
  rows: number
  /** When the latest of them was found missing. */
  lastAt: Millis
}

/** The state after so many more open rows were found to be deleted. */
export function withGone<State extends { gone?: Gone }>(state: State, rows: number, at: Millis): State {
  return rows === 0 ? state : { ...state, gone: { rows: rows + (state.gone?.rows ?? 0), lastAt: at } }
}
