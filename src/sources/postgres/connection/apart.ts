// Reads rows apart from those on which the server fails: a JSON that it cannot write as text, a number that is no time, a value that is
// damaged on its disk, a cast of a view. One such row is refused where it fails, and keeps no other from being read.
import { DatabaseError } from 'pg'
import type { Ask, Row, Statement } from './statement.ts'
import { unreadableCell } from './values.ts'

/** Rows that can be asked for by key. */
export interface Keyed {
  keys: ReadonlyArray<readonly string[]>
  /** How many fields each has, and the cell of the first. */
  fields: number
  firstField: number
  /** Their cells, then the place of the key from 1 and one more; the fields of these numbers are NULL. */
  read(keys: Keyed['keys'], without: ReadonlySet<number>): Statement
}

/** Most rows of one statement that are looked at alone. Where more fail it is no longer one row that is to blame. */
const MOST_ALONE = 50

/** What each condition of PostgreSQL is called where one row may be to blame: its message quotes the row. */
const CONDITIONS: Readonly<Record<string, string>> = {
  '21000': 'a subquery with more than one row',
  '22003': 'a number out of range',
  '22007': 'no time',
  '22008': 'a time out of range',
  '22012': 'a division by zero',
  '22021': 'characters of no encoding',
  '22P02': 'a text that its type cannot hold',
  '22P05': 'characters that no text can hold',
  P0001: 'an error that a function raises',
  XX001: 'damaged data',
}

/** Whether the server failed on what a row holds, not on the statement. */
export function isRowFault(error: unknown): error is DatabaseError {
  if (!(error instanceof DatabaseError) || error.severity === 'FATAL') return false
  const code = error.code ?? ''
  // A zone that does not exist, a limit that is negative: of the statement.
  return code !== '22023' && (Object.hasOwn(CONDITIONS, code) || code.startsWith('22'))
}

/** Completes the sentence "the value …". Quotes nothing of the row. */
function reasonOf({ code = '' }: DatabaseError): string {
  const condition = CONDITIONS[code]
  return `cannot be read: PostgreSQL finds ${condition ?? 'it faulty'} (${code})`
}

/** Asks once more, row by row as far as has to be, where what was asked fails on a row. */
export async function orApart(ask: Ask, statement: Statement): Promise<readonly Row[]> {
  try {
    return await ask(statement)
  } catch (error) {
    if (statement.apart === undefined || !isRowFault(error)) throw error
    return statement.apart(ask)
  }
}

/** The rows of these keys, as they would come were there no fault; a field on which the server fails says so. */
export async function readApart(ask: Ask, keyed: Keyed): Promise<Row[]> {
  const { fields, firstField, read } = keyed
  let left = MOST_ALONE
  /** The only field that was to blame in the row before: so it is in most that follow. */
  let usual: number | null = null
  const alone = async (key: readonly string[], error: DatabaseError): Promise<readonly Row[]> => {
    if (left === 0) throw error
    left -= 1
    const all = [...Array(fields).keys()]
    if (usual !== null && (await faultIn(ask, read([key], new Set([usual])))) === null)
      return marked(key, new Map([[usual, reasonOf(error)]]))
    const faults = new Map<number, string>()
    for (const field of all) {
      const fault = await faultIn(ask, read([key], new Set(all.filter(other => other !== field))))
      if (fault !== null) faults.set(field, reasonOf(fault))
    }
    if (faults.size === 0) throw error
    usual = faults.size === 1 ? Math.max(...faults.keys()) : null
    return marked(key, faults)
  }
  const marked = async (key: readonly string[], faults: ReadonlyMap<number, string>): Promise<Row[]> => {
    const rows = await ask(read([key], new Set(faults.keys())))
    return rows.map(row => row.map((cell, i) => unreadable(faults.get(i - firstField)) ?? cell))
  }
  const some = async (keys: Keyed['keys'], before: number): Promise<Row[]> => {
    try {
      return (await ask(read(keys, NONE))).map(row => placedBehind(row, before))
    } catch (error) {
      const [key] = keys
      if (key === undefined || !isRowFault(error)) throw error
      if (keys.length === 1) return (await alone(key, error)).map(row => placedBehind(row, before))
      const half = Math.floor(keys.length / 2)
      const first = await some(keys.slice(0, half), before)
      return first.concat(await some(keys.slice(half), before + half))
    }
  }
  return keyed.keys.length === 0 ? [] : some(keyed.keys, 0)
}

const NONE: ReadonlySet<number> = new Set()

/** What the server fails on; null: on nothing. */
async function faultIn(ask: Ask, statement: Statement): Promise<DatabaseError | null> {
  try {
    await ask(statement)
    return null
  } catch (error) {
    if (isRowFault(error)) return error
    throw error
  }
}

function unreadable(reason: string | undefined): string | null {
  return reason === undefined ? null : unreadableCell(reason)
}

/** The place of its key is one among those of the whole list. */
function placedBehind(row: Row, before: number): Row {
  return before === 0 ? row : row.with(row.length - 2, String(Number(row.at(-2)) + before))
}
