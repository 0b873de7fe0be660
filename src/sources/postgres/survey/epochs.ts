// Numbers that count the time since 1970: what they count, by how large they are. Seconds, milliseconds and microseconds of our times
// are a thousandfold apart, so that one value tells which it is.
import { escapeIdentifier } from 'pg'
import { SourceError } from '../../../core/errors.ts'
import type { Column, EpochUnit, Relation } from '../connection/catalog.ts'
import { isConnectionFailure } from '../connection/failures.ts'
import type { Session } from '../connection/session.ts'
import type { Cell } from '../connection/values.ts'

/** Rows of a table that are looked at, and tables. */
const ROWS = 200
const MOST_TABLES = 100

const NUMBER = /^(integer|bigint|numeric|double precision)$/
/** What names of times end in, before what they count may follow. */
const TIME_NAME =
  /(_at|[a-z]At|time|timestamp|date|epoch)(_?(epoch|s|sec|secs|seconds|ms|millis|us|micros))*$/i
const UNIT_NAMES: ReadonlyArray<readonly [RegExp, EpochUnit]> = [
  [/(_ms|Ms|_?millis)$/, 'ms'],
  [/(_us|Us|_?micros)$/, 'us'],
  [/(_s|_secs?|_?seconds)$/, 's'],
]

/** Between 2001 and 2100, in seconds. */
const [EARLIEST, LATEST] = [978_307_200, 4_102_444_800]
const PER_SECOND: Readonly<Record<EpochUnit, number>> = { s: 1, ms: 1_000, us: 1_000_000 }
/** Where nothing shows it. */
const USUAL: EpochUnit = 'ms'

/** The tables, with the unit of each column that seems to count the time. What cannot be looked at says nothing. */
export async function withEpochs(
  session: Session,
  tables: readonly Relation[],
): Promise<readonly Relation[]> {
  const known: Relation[] = []
  let looked = 0
  for (const table of tables) {
    const counting = table.kind === 'table' ? table.columns.filter(isTime) : []
    if (counting.length === 0 || looked >= MOST_TABLES) known.push(table)
    else known.push(withUnits(table, counting, await cellsOf(session, table, counting)))
    looked += counting.length === 0 ? 0 : 1
  }
  return known
}

function isTime({ name, type, readable }: Column): boolean {
  return readable && NUMBER.test(type) && TIME_NAME.test(name)
}

async function cellsOf(session: Session, table: Relation, columns: readonly Column[]) {
  const selected = columns.map(({ name }) => `t.${escapeIdentifier(name)}::text`).join(', ')
  const place = `${escapeIdentifier(table.schema)}.${escapeIdentifier(table.name)}`
  try {
    const [rows = []] = await session.read([
      { text: `SELECT ${selected} FROM ${place} t LIMIT ${ROWS}`, values: [] },
    ])
    return rows
  } catch (error) {
    if (isConnectionFailure(error) || error instanceof SourceError) throw error
    return []
  }
}

function withUnits(
  table: Relation,
  counting: readonly Column[],
  rows: readonly (readonly Cell[])[],
): Relation {
  const shown = new Map(counting.map(({ name }, i) => [name, unitOf(rows.map(row => row[i] ?? null))]))
  const [own, ...others] = new Set([...shown.values()].filter(unit => unit !== null && unit !== 'none'))
  const columns = table.columns.map((column): Column => {
    const unit = shown.get(column.name)
    if (unit === undefined || unit === 'none') return column
    const named = UNIT_NAMES.find(([pattern]) => pattern.test(column.name))?.[1]
    const likely = unit ?? named ?? (others.length === 0 ? own : undefined)
    return likely === undefined
      ? { ...column, epoch: USUAL, epochUnsure: true }
      : { ...column, epoch: likely }
  })
  return { ...table, columns }
}

/** Null: no row has a value. `none`: they are no times of our days, or not all in one unit. */
export function unitOf(cells: readonly Cell[]): EpochUnit | 'none' | null {
  const values = cells.flatMap(cell => (cell === null || Number(cell) === 0 ? [] : [Number(cell)]))
  if (values.length === 0) return null
  const units = Object.keys(PER_SECOND) as EpochUnit[]
  const fitting = units.find(unit =>
    values.every(value => value >= EARLIEST * PER_SECOND[unit] && value <= LATEST * PER_SECOND[unit]),
  )
  return fitting ?? 'none'
}

/** Columns that count the time since 1970, as a mapping reads them, by their names without the unit. */
export function epochColumns({ columns }: Relation): ReadonlyMap<string, string> {
  return new Map(
    columns.flatMap(({ name, epoch }) =>
      epoch === undefined ? [] : [[withoutUnit(name), `epoch_${epoch}(${name})`] as const],
    ),
  )
}

function withoutUnit(name: string): string {
  return name.replace(/(_?epoch)?(_?(ms|us|s|sec|secs|seconds|millis|micros|unix))?$/i, '')
}

/** The column of a time that may be an expression of one. */
export function countedIn(time: string): string {
  return /^epoch_[a-z]+\((.*)\)$/.exec(time)?.[1] ?? time
}
