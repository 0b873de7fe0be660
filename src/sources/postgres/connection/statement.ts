// What is asked of a database, and what it answers.
import type { Cell } from './values.ts'

export interface Statement {
  text: string
  values: readonly (string | number | null | readonly Cell[])[]
  /** How its rows are read where the server fails on what one of them holds; left out where that is the end of it. */
  apart?: (ask: Ask) => Promise<readonly Row[]>
}

/** A row as PostgreSQL writes it: every cell as text. */
export type Row = readonly Cell[]

export type Ask = (statement: Statement) => Promise<readonly Row[]>
