// What `slowburn check` says of following changes: what is lacking for it, and slots that nobody reads any more.
import { DatabaseError } from 'pg'
import type { SourceProblem } from '../../source.ts'
import type { Session } from '../connection/session.ts'
import type { TablePlan } from '../mapping/plan.ts'
import { publishedTables, serverFaults } from './requirements.ts'
import type { StreamSettings } from './settings.ts'
import { forgottenSlots, viewServer } from './slot.ts'

/** A slot that is read from time to time holds less than that back. */
const NOT_WORTH_NAMING = 64 * 1024 ** 2

/** `settings` are null where the tables are polled alone: a slot of before may be left all the same. */
export async function checkStream(
  session: Session,
  where: string,
  settings: StreamSettings | null,
  plans: readonly TablePlan[],
): Promise<readonly SourceProblem[]> {
  try {
    const left = await forgotten(session, where, settings)
    if (settings === null) return left
    const view = await viewServer(session, settings.names)
    const { problems } = await publishedTables(session, plans, settings.names, view)
    return [...serverFaults(where, view, settings), ...problems, ...left]
  } catch (error) {
    // What cannot be asked of a server that has no such views is no fault of tables that are polled.
    if (settings === null && error instanceof DatabaseError) return []
    throw error
  }
}

async function forgotten(
  session: Session,
  where: string,
  settings: StreamSettings | null,
): Promise<SourceProblem[]> {
  const slots = await forgottenSlots(session, settings?.names.slot ?? null)
  return slots
    .filter(([, bytes]) => bytes >= NOT_WORTH_NAMING)
    .map(([name, bytes]) => ({
      where,
      message: `the slot ${name} is not read by this source and holds back ${Math.round(bytes / 1024 ** 2)} MB of the log`,
      remedy: `Where no other slowburn reads it: SELECT pg_drop_replication_slot('${name}')`,
      refused: 0,
    }))
}
