// Rows as text: PostgreSQL's COPY format for the history, statements for the life that follows.
import type { Delta } from './scribe.ts'
import type { Value } from './tables.ts'

const ROWS_PER_STATEMENT = 500

/** Lines of COPY's text format, each ended. */
export function copyText(rows: readonly (readonly Value[])[]): string {
  return rows.map(row => `${row.map(copyField).join('\t')}\n`).join('')
}

/** Statements that write the deltas, or null when there is nothing to write. */
export function statements(deltas: readonly Delta[]): string | null {
  const all = deltas.flatMap(delta => [...insertions(delta), ...rewrites(delta)])
  return all.length === 0 ? null : all.join(';\n')
}

/** Sets the sequence of a serial key to the last key written, as if it had numbered the rows. */
export function sequenceStatement({ table, inserts }: Delta): string | null {
  const last = inserts.at(-1)?.[0]
  if (!table.serial || last === undefined) return null
  return `SELECT setval(pg_get_serial_sequence('${table.name}', '${table.columns[0]}'), ${literal(last)})`
}

function insertions(delta: Delta): string[] {
  const { table, inserts } = delta
  const made: string[] = []
  for (let start = 0; start < inserts.length; start += ROWS_PER_STATEMENT) {
    const rows = inserts
      .slice(start, start + ROWS_PER_STATEMENT)
      .map(row => `(${row.map(literal).join(', ')})`)
    made.push(`INSERT INTO ${table.name} (${table.columns.join(', ')}) VALUES\n${rows.join(',\n')}`)
  }
  const sequence = sequenceStatement(delta)
  return sequence === null ? made : [...made, sequence]
}

function rewrites({ table, updates }: Delta): string[] {
  return updates.map(row => {
    const assignments = table.columns
      .slice(1)
      .map((column, i) => `${column} = ${literal(row[i + 1] ?? null)}`)
    return `UPDATE ${table.name} SET ${assignments.join(', ')} WHERE ${table.columns[0]} = ${literal(row[0] ?? null)}`
  })
}

function copyField(value: Value): string {
  if (value === null) return '\\N'
  return String(value).replace(/[\\\t\n\r]/g, found => ESCAPES[found] ?? found)
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }

function literal(value: Value): string {
  if (value === null) return 'NULL'
  return typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value)
}
