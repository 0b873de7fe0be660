// Keeps the tables in step with the simulation: new rows in, changed rows rewritten, nothing twice.
import type { Millis } from '../../core/clock.ts'
import type { Simulator } from '../simulator/simulator.ts'
import {
  claimTable,
  type Drone,
  deploymentTable,
  droneTable,
  investmentTable,
  ledgerTable,
  sampleTable,
  type Table,
  taskTable,
  type Value,
} from './tables.ts'

/** What has to be written to one table. */
export interface Delta {
  table: Pick<Table<never>, 'name' | 'columns' | 'serial'>
  inserts: Value[][]
  /** Whole rows; the first value is the key of the row to rewrite. */
  updates: Value[][]
}

/**
 * Gives, for each moment asked, what must be written so that the tables stand as they do at that moment.
 * Moments must not go back. Many small steps and one long one lead to the same rows.
 */
export function createScribe(
  simulator: Simulator,
  seed: number,
  drones: readonly Drone[],
  phantomError: string,
): (at: Millis) => Delta[] {
  const tasks = keeper(taskTable(seed, phantomError))
  const samples = keeper(sampleTable)
  const claims = keeper(claimTable)
  const investments = keeper(investmentTable)
  const ledger = keeper(ledgerTable)
  const deployments = keeper(deploymentTable)
  const projects = keeper(droneTable)
  let unbuilt = [...drones]
  return at => {
    const happened = simulator.until(at)
    const built = unbuilt.filter(drone => drone.createdAt <= at)
    unbuilt = unbuilt.filter(drone => drone.createdAt > at)
    return [
      tasks(happened.tasks, at),
      samples(happened.samples, at),
      claims(happened.claims, at),
      investments(happened.investments, at),
      ledger(happened.ledger, at),
      deployments(happened.deployments, at),
      projects(built, at),
    ]
  }
}

/** Remembers the entities of one table whose rows will still change. */
function keeper<E>(table: Table<E>): (fresh: readonly E[], at: Millis) => Delta {
  let open: Array<{ entity: E; changes: readonly Millis[] }> = []
  return (fresh, at) => {
    const updates: Value[][] = []
    const still: typeof open = []
    const keep = (entity: E, changes: readonly Millis[]): void => {
      if (changes.length > 0) still.push({ entity, changes })
    }
    for (const { entity, changes } of open) {
      const ahead = changes.filter(moment => moment > at)
      if (ahead.length < changes.length) updates.push(table.row(entity, at))
      keep(entity, ahead)
    }
    const inserts = fresh.map(entity => {
      keep(
        entity,
        table.changes(entity).filter(moment => moment > at),
      )
      return table.row(entity, at)
    })
    open = still
    return { table, inserts, updates }
  }
}
