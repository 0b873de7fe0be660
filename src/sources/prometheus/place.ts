// How far each query has been read, and what was refused of it since: the cursor of the source.
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import type { Millis } from '../../core/clock.ts'
import type { Cursor, SourceProblem } from '../source.ts'

export interface QueryPlace {
  /** Where its history begins. */
  from: Millis
  upTo: Millis
  /** Samples that were taken. */
  taken: number
  /** Samples that were refused, by why. */
  refused: Readonly<Record<string, number>>
}

export interface Place {
  /** By the name of the query. */
  queries: Readonly<Record<string, QueryPlace>>
  /** Up to when all of them were read, but for those that the server refused. */
  complete: Millis | null
  /** The latest sample that the server has shown. */
  fresh: Millis | null
}

const millis = Type.Integer({ minimum: 0 })
const perhaps = Type.Union([millis, Type.Null()])

const kept = Compile(
  Type.Object({
    queries: Type.Record(
      Type.String(),
      Type.Object({
        from: millis,
        upTo: millis,
        taken: Type.Integer(),
        refused: Type.Record(Type.String(), Type.Integer()),
      }),
    ),
    complete: perhaps,
    fresh: perhaps,
  }),
)

export function isPlace(cursor: Cursor): boolean {
  return kept.Check(cursor)
}

export function placeOf(cursor: Cursor | null): Place {
  if (cursor !== null && kept.Check(cursor)) return cursor
  return { queries: {}, complete: null, fresh: null }
}

/** What was refused stays shown. `fresh`: since the last batch, by query and why. */
export function refusalsIn(
  { queries }: Place,
  name: string,
  fresh: ReadonlyMap<string, number> = new Map(),
): SourceProblem[] {
  return Object.entries(queries).flatMap(([query, { taken, refused }]) =>
    Object.entries(refused).map(([reason, total]): SourceProblem => {
      const of = taken + Object.values(refused).reduce((sum, count) => sum + count, 0)
      return {
        where: `series.${query}`,
        key: `refused: ${reason}`,
        message: `${total} of ${of} samples of ${query} were refused: ${reason}`,
        remedy: 'Change the query so that it gives fewer or other values, or `labels`, `family` or `most`',
        refused: query === name ? (fresh.get(reason) ?? 0) : 0,
        refusal: { table: query, reason, total, of, example: '' },
      }
    }),
  )
}
