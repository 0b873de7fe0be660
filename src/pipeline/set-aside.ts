// Says in the log which rows of the store could not be used: each once, and of many in one table the first.
import type { Logger } from '../core/logger.ts'
import type { Store } from '../storage/store.ts'

/** Rows of one table that are named one by one. */
const MOST_NAMED = 20

export function reportSetAside({ setAside }: Pick<Store, 'setAside'>, log: Logger): void {
  for (const [table, rows] of Map.groupBy(setAside.takeUnreported(), row => row.table)) {
    for (const { id, fault, outcome, without } of rows.slice(0, MOST_NAMED)) {
      log.error(
        outcome === 'mended'
          ? 'a row of the store could not be used as it was; what was wrong in it is mended'
          : 'a row of the store cannot be used; it is set aside',
        { table, id, fault, without },
      )
    }
    const more = rows.length - MOST_NAMED
    if (more > 0)
      log.error('more rows of the store cannot be used; see slowburn set-aside', { table, rows: more })
  }
}
