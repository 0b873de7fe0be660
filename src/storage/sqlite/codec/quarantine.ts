// Rows that cannot be used are set aside and reported: nothing that is kept may prevent a start, or a tick.
import { messageOf } from '../../../core/errors.ts'
import type { SetAside, SetAsideRow } from '../../store.ts'

export interface RowReader extends SetAside {
  /** What `read` makes of each row's JSON; a row of which it throws, or returns a fault, is set aside. */
  readAll<T>(table: string, rows: readonly unknown[], read: (value: unknown) => T | string): T[]
}

export function rowReader(): RowReader {
  const known = new Map<string, SetAsideRow>()
  const unreported = new Map<string, SetAsideRow>()
  const put = (table: string, id: string, fault: string): void => {
    const key = `${table} ${id}`
    if (known.has(key)) return
    known.set(key, { table, id, fault })
    unreported.set(key, { table, id, fault })
  }
  return {
    readAll: (table, rows, read) =>
      rows.flatMap(row => {
        const { id, json } = row as { id: string | number; json: string }
        try {
          const value = read(JSON.parse(json))
          if (typeof value !== 'string') return [value]
          put(table, String(id), value)
        } catch (error) {
          put(table, String(id), messageOf(error))
        }
        return []
      }),
    all: () => [...known.values()],
    takeUnreported() {
      const rows = [...unreported.values()]
      unreported.clear()
      return rows
    },
  }
}
