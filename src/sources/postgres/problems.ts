// What is wrong with the tables of a database, and what was refused of their rows for as long as these are watched.
import type { Millis } from '../../core/clock.ts'
import { redact } from '../../events/redact.ts'
import type { SourceProblem } from '../source.ts'
import type { TableMapping } from './mapping/mapping.ts'
import type { TablePlan } from './mapping/plan.ts'
import { columnsOf } from './mapping/roles.ts'
import type { RefusalRecord, TableState } from './reading/cursor.ts'
import { IN_FUTURE } from './reading/rows/row.ts'
import type { RefusedRow } from './reading/rows/step.ts'

/** Reasons that are told apart for one table; what comes beyond is counted under the last of them. */
const MOST_REASONS = 20
const FURTHER = 'is refused for further reasons'

/** A larger share of refused rows is a fault of the table or of its mapping, no longer one of single rows. */
const SHARE_OF_FAULT = 0.01
/** Fewer refused rows than this are single ones, whatever their share. */
const FEW = 10

/** Refusals of earlier rows leave once these are older than what is watched. */
export function withRefusals(
  before: readonly RefusalRecord[],
  refused: readonly RefusedRow[],
  now: Millis,
  watched: Millis,
): readonly RefusalRecord[] {
  const records = before.filter(({ lastAt }) => lastAt >= now - watched)
  for (const row of refused) {
    const reason = reasonAmong(records, row)
    const i = records.findIndex(record => record.role === row.role && record.reason === reason)
    const known = records[i]
    const at = Math.min(row.at ?? now, now)
    if (known === undefined)
      records.push({ role: row.role, reason, rows: 1, firstAt: at, lastAt: at, example: exampleOf(row) })
    else records[i] = { ...known, ...spanWith(known, at), rows: known.rows + 1 }
  }
  return records
}

function spanWith({ firstAt, lastAt }: RefusalRecord, at: Millis): Pick<RefusalRecord, 'firstAt' | 'lastAt'> {
  const span = { lastAt: Math.max(lastAt, at) }
  return firstAt === undefined ? span : { ...span, firstAt: Math.min(firstAt, at) }
}

/** `fresh` are those refused since the last batch. */
export function refusalProblems(
  { mapping, zoneless }: Pick<TablePlan, 'mapping' | 'zoneless'>,
  { refused, rows }: Pick<TableState, 'refused' | 'rows'>,
  fresh: readonly RefusedRow[],
): readonly SourceProblem[] {
  const columns = columnsOf(mapping)
  const problems = refused.map((record): SourceProblem => {
    const { role, reason, example } = record
    return {
      where: `${mapping.table}.${columns.get(role) ?? role}`,
      message: `refused where the value ${reason}`,
      remedy:
        reason === IN_FUTURE && zoneless.includes(role)
          ? localTimes(columns.get(role) ?? role)
          : lookAt(record),
      refused: fresh.filter(row => row.role === role && reasonAmong(refused, row) === reason).length,
      refusal: { table: mapping.table, reason: `${role} ${reason}`, total: record.rows, of: rows, example },
    }
  })
  // What is only waited for, as a job that is scheduled, is no fault of a mapping.
  const faulty = refused.filter(({ role, reason }) => reason !== IN_FUTURE || zoneless.includes(role))
  const all = faulty.reduce((sum, record) => sum + record.rows, 0)
  return all >= FEW && all > SHARE_OF_FAULT * rows ? [faultOf(mapping), ...problems] : problems
}

function lookAt({ reason, example }: RefusalRecord): string {
  const row = /^(,|$)/.test(example) ? 'the rows whose id is empty' : `the row with key ${example}`
  return reason === IN_FUTURE ? `Look at ${row}; it is read again when its time has come` : `Look at ${row}`
}

/** What to do where times without a zone lie in the future. */
function localTimes(column: string): string {
  return `Its times have no zone: where they are not those of \`zone\`, correct it, or write at_zone(${column}, Europe/Berlin), with your zone, for this column alone`
}

function faultOf({ table }: TableMapping): SourceProblem {
  return {
    where: table,
    message: 'more than 1 % of its rows are refused; what is said of them rests on the others',
    remedy: 'Correct the mapping of the columns below',
    refused: 0,
  }
}

function reasonAmong(records: readonly RefusalRecord[], { role, reason }: RefusedRow): string {
  const known = records.some(record => record.role === role && record.reason === reason)
  return known || records.length < MOST_REASONS ? reason : FURTHER
}

function exampleOf({ rowKey, value }: RefusedRow): string {
  const key = redact(rowKey.slice(0, 80))
  return value === null ? key : `${key}, which holds ${JSON.stringify(redact(value))}`
}
