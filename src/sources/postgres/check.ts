// Tries a configured database and reports every fault at once. Of its data it only looks at the latest times that name no zone,
// whether an id that nothing keeps from it repeats among the latest rows, and with which statuses these have ended.
import { messageOf, SourceError } from '../../core/errors.ts'
import { silentLogger } from '../../core/logger.ts'
import type { SourceProblem } from '../source.ts'
import { describeFailure, isConnectionFailure, withoutSecrets } from './connection/failures.ts'
import { createSession, type Session, type SessionOptions } from './connection/session.ts'
import { heldToContracts } from './contract/watch.ts'
import type { TableMapping } from './mapping/mapping.ts'
import { type Planned, type TablePlan, ZONE_UNSAID } from './mapping/plan.ts'
import { repeatsAmong } from './reading/rows/repeats.ts'
import { latestKeyed, scanRows } from './reading/statements.ts'
import { checkStream } from './replication/check-stream.ts'
import type { StreamSettings } from './replication/settings.ts'
import { repeating } from './sight.ts'
import { leftOut } from './survey/left-out.ts'
import { partial } from './survey/row-security.ts'
import { statusProblems } from './survey/statuses.ts'
import { mappingFaults, planTables } from './survey/survey.ts'
import { zoneProblems } from './survey/zone-evidence.ts'

/** Latest rows in which an id that repeats is looked for. */
const SAMPLE = 10_000

export interface CheckOptions extends SessionOptions {
  name: string
  tables: readonly TableMapping[]
  /** In which the platform writes times that name none; null: nobody has said. */
  zone: string | null
  /** How changes are followed; null: the tables are polled alone. */
  stream: StreamSettings | null
}

export async function checkDatabase(options: CheckOptions): Promise<readonly SourceProblem[]> {
  const { name, url, tables, zone } = options
  const session = createSession(options)
  try {
    const found = await planTables(session, tables, zone)
    const planned = await heldToContracts({ name, log: silentLogger }, session, found, {}, 0)
    const refused: SourceProblem[] = []
    for (const { plan } of planned) {
      if (plan === null) continue
      const refusal = await refusedPlan(session, plan, url)
      if (refusal.length > 0) refused.push(...refusal)
      else refused.push(...(await shownByRows(session, plan, zone)))
    }
    const plans = planned.flatMap(({ plan }) => (plan === null ? [] : [plan]))
    refused.push(...plans.filter(({ rowSecurity }) => rowSecurity).map(partial))
    refused.push(...(await leftOut(session, plans)))
    const stream = await checkStream(session, name, options.stream, plans)
    return [...mappingFaults(tables), ...planned.flatMap(standing), ...refused, ...stream]
  } catch (error) {
    const failure = describeFailure(error instanceof SourceError ? error.cause : error, url)
    return [{ where: name, ...failure, refused: 0 }, ...mappingFaults(tables)]
  } finally {
    await session.close()
  }
}

async function shownByRows(session: Session, plan: TablePlan, zone: string | null): Promise<SourceProblem[]> {
  return [
    ...(await zoneProblems(session, plan, zone)),
    ...(await repeatingIn(session, plan)),
    ...(await statusProblems(session, plan)),
  ]
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

/** What is said of zones is said with what the rows show. */
function standing({ problems }: Planned): SourceProblem[] {
  return problems.filter(({ key }) => key !== ZONE_UNSAID)
}

/** A sample that takes too long says nothing: the table itself will be read in pieces. */
async function repeatingIn(session: Session, plan: TablePlan): Promise<SourceProblem[]> {
  if (plan.repeatable === null) return []
  try {
    const [rows = []] = await session.read([latestKeyed(plan, SAMPLE)])
    const repeats = repeatsAmong(plan, rows, 0)
    return repeats === null ? [] : [repeating(plan, repeats)]
  } catch (error) {
    if (isConnectionFailure(error) || error instanceof SourceError) throw error
    return []
  }
}
