// Tries a configured database without reading any of its data, and reports every fault at once.
import { messageOf, SourceError } from '../../core/errors.ts'
import type { SourceProblem } from '../source.ts'
import { describeFailure, isConnectionFailure, withoutSecrets } from './connection/failures.ts'
import { createSession, type Session, type SessionOptions } from './connection/session.ts'
import type { TableMapping } from './mapping/mapping.ts'
import type { TablePlan } from './mapping/plan.ts'
import { scanRows } from './reading/statements.ts'
import { mappingFaults, planTables } from './survey/survey.ts'

export interface CheckOptions extends SessionOptions {
  name: string
  tables: readonly TableMapping[]
}

export async function checkDatabase(options: CheckOptions): Promise<readonly SourceProblem[]> {
  const { name, url, tables } = options
  const session = createSession(options)
  try {
    const planned = await planTables(session, tables)
    const refused: SourceProblem[] = []
    for (const { plan } of planned) {
      if (plan !== null) refused.push(...(await refusedPlan(session, plan, url)))
    }
    return [...mappingFaults(tables), ...planned.flatMap(({ problems }) => problems), ...refused]
  } catch (error) {
    const failure = describeFailure(error instanceof SourceError ? error.cause : error, url)
    return [{ where: name, ...failure, refused: 0 }, ...mappingFaults(tables)]
  } finally {
    await session.close()
  }
}

/** Has the server plan a read without doing it: what the catalogue cannot tell, a broken view say, shows here. */
async function refusedPlan(session: Session, plan: TablePlan, url: string): Promise<SourceProblem[]> {
  const { text, values } = scanRows(plan, { from: 0, to: null, after: null }, 1)
  try {
    await session.read([{ text: `EXPLAIN ${text}`, values }])
    return []
  } catch (error) {
    if (isConnectionFailure(error) || error instanceof SourceError) throw error
    const message = `the server refuses to read it: ${withoutSecrets(messageOf(error), url)}`
    return [{ where: plan.mapping.table, message, refused: 0 }]
  }
}
