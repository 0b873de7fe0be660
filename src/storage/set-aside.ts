// What is known of rows that could not be used when the store was opened.
/** A row that could not be used as it was. */
export interface SetAsideRow {
  table: string
  id: string
  fault: string
  /** `mended`: it stayed, with other values in the place of wrong ones. Else the store goes on as if it were not there. */
  outcome: 'set aside' | 'mended'
  /** What follows from that, and what to do, for whoever runs the service. */
  without: string
}

export interface SetAsideCount extends Pick<SetAsideRow, 'table' | 'outcome'> {
  rows: number
}

/** Rows that could not be used, as they were, until somebody has looked at them. */
export interface SetAside {
  /** The oldest thousand. */
  all(): readonly SetAsideRow[]
  counts(): readonly SetAsideCount[]
  /** Those met since the store was opened that were not taken before: each is reported once. */
  takeUnreported(): readonly SetAsideRow[]
  /** Drops all; returns how many there were. */
  clear(): number
}
