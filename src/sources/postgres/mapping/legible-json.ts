// A JSON column as PostgreSQL can read it: `json` keeps the escape of a NUL, which no text can hold, and every function fails on it.
import type { Column } from '../connection/catalog.ts'
import { qualified } from './access.ts'

/** Made of two parts, that it is read alike whatever the owner has set for strings. */
const NUL = `(pg_catalog.chr(92) || 'u0000')`
const INSTEAD = `(pg_catalog.chr(92) || 'ufffd')`

/** With U+FFFD in the place of each NUL. */
export function legibleJson({ name, type }: Pick<Column, 'name' | 'type'>): string {
  const column = qualified(name)
  if (type !== 'json') return column
  return `(CASE WHEN pg_catalog.strpos(${column}::text, ${NUL}) = 0 THEN ${column}
    ELSE pg_catalog.replace(${column}::text, ${NUL}, ${INSTEAD})::json END)`
}

/** The same of such a column as it comes in the log. */
export function legibleText(type: string | undefined, value: string): string {
  return type === 'json' ? value.replaceAll('\\u0000', '\\ufffd') : value
}
