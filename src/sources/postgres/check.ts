// Tries a configured database without reading any of its data but whether a time lies ahead, and reports every fault at once.
import { messageOf, SourceError } from '../../core/errors.ts'
import type { SourceProblem } from '../source.ts'
import { describeFailure, isConnectionFailure, withoutSecrets } from './connection/failures.ts'
import { createSession, SERVER_TIME, type Session, type SessionOptions } from './connection/session.ts'
import { DEFAULTS, type TableMapping } from './mapping/mapping.ts'
import type { TablePlan } from './mapping/plan.ts'
import { localTimes } from './problems.ts'
import { futureRows, scanRows } from './reading/statements.ts'
import { checkStream } from './replication/check-stream.ts'
import type { StreamSettings } from './replication/settings.ts'
import { mappingFaults, planTables } from './survey/survey.ts'

export interface CheckOptions extends SessionOptions {
  name: string
  tables: readonly TableMapping[]
  /** How changes are followed; null: the tables are polled alone. */
  stream: StreamSettings | null
}

export async function checkDatabase(options: CheckOptions): Promise<readonly SourceProblem[]> {
  const { name, url, tables } = options
  const session = createSession(options)
  try {
    const planned = await planTables(session, tables)
    const refused: SourceProblem[] = []
    for (const { plan } of planned) {
      if (plan === null) continue
      const refusal = await refusedPlan(session, plan, url)
      refused.push(...(refusal.length > 0 ? refusal : await localTimesOf(session, plan)))
    }
    const plans = planned.flatMap(({ plan }) => (plan === null ? [] : [plan]))
    const stream = await checkStream(session, name, options.stream, plans)
    return [...mappingFaults(tables), ...planned.flatMap(({ problems }) => problems), ...refused, ...stream]
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

/** Local times of a zone east of Greenwich, taken as UTC, lie in the future. */
async function localTimesOf(session: Session, plan: TablePlan): Promise<SourceProblem[]> {
  const { order, zoneless, mapping } = plan
  if (order.unit !== 'time' || !zoneless.includes(order.role)) return []
  const [[clock] = []] = await session.read([{ text: SERVER_TIME, values: [] }])
  const [ahead = []] = await session.read([futureRows(plan, Number(clock?.[0]) + DEFAULTS.lag, 1)])
  if (ahead.length === 0) return []
  const message = 'its latest times lie in the future'
  return [
    { where: `${mapping.table}.${order.column}`, message, remedy: localTimes(order.column), refused: 0 },
  ]
}
