// Mappings that read the same rows: a table under two of its names, a partition beside its table, a table beside the one that it inherits
// from. Each row of both would count twice.
import type { SourceProblem } from '../../source.ts'
import type { Relation } from '../connection/catalog.ts'
import type { TableMapping } from '../mapping/mapping.ts'
import { archiveOf } from '../mapping/roles.ts'

export interface Located {
  mapping: TableMapping
  /** Of a query it cannot be known. */
  relation: Relation | undefined
}

/** One for each mapping whose rows another one reads as well. A row that moved to an archive is known by its id in both. */
export function overlaps(located: readonly Located[]): ReadonlyMap<TableMapping, SourceProblem> {
  const found = new Map<TableMapping, SourceProblem>()
  const counting = located.filter(({ mapping }) => !movesOrTakes(mapping))
  for (const [place, one] of counting.entries()) {
    const others = counting.filter(other => other !== one && saysTheSame(one.mapping, other.mapping))
    const same = others.find(other => other.relation?.oid === one.relation?.oid && one.relation !== undefined)
    const above = others.find(({ relation }) => one.relation?.above.includes(relation?.oid ?? ''))
    if (same !== undefined && counting.indexOf(same) < place) {
      found.set(one.mapping, twice(one.mapping, `it is the same table as ${same.mapping.table}`))
    } else if (above !== undefined) {
      found.set(one.mapping, twice(one.mapping, `its rows are read with ${above.mapping.table}`))
    }
  }
  return found
}

function movesOrTakes(mapping: TableMapping): boolean {
  return mapping.as === 'tasks' && (mapping.archive !== undefined || archiveOf(mapping) !== null)
}

/** Whether a row of both counts to one series: observations of several names are of several. */
function saysTheSame(one: TableMapping, other: TableMapping): boolean {
  if (one.as === 'observations') return other.as === 'observations' && one.observation === other.observation
  return one.as === other.as && one.table !== other.table
}

function twice({ table }: TableMapping, why: string): SourceProblem {
  return {
    where: table,
    key: 'rows are read twice',
    message: `${why}, so that each of them counts twice`,
    remedy: 'Remove one of the two entries',
    refused: 0,
  }
}
