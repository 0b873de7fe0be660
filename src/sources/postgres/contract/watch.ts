// Looks at the tables of all mappings at once, and says what has been broken of what they rely on.
import type { Millis } from '../../../core/clock.ts'
import type { Logger } from '../../../core/logger.ts'
import type { SourceProblem } from '../../source.ts'
import type { Session } from '../connection/session.ts'
import type { TableMapping } from '../mapping/mapping.ts'
import type { Planned } from '../mapping/plan.ts'
import { mappingKey } from '../mapping/roles.ts'
import { absent } from './absent.ts'
import { compare } from './compare.ts'
import { type Contract, type Contracts, learn, mappedAs } from './contract.ts'
import { costsOf } from './costs.ts'
import type { Finding } from './finding.ts'
import { lookAt, type Seen, seenOf } from './look.ts'

interface Watch {
  /** Of the source. */
  name: string
  log: Logger
}

/**
 * The plans, with what their problems cost and what has become of their tables. What is relied on from now on is put into `state`; what has
 * changed and harms nothing is kept in it, and logged.
 */
export async function heldToContracts(
  { name, log }: Watch,
  session: Session,
  planned: readonly Planned[],
  state: { contracts?: Contracts | undefined },
  now: Millis,
): Promise<readonly Planned[]> {
  const { contracts = {} } = state
  const oids = planned.flatMap(({ mapping, relation }) => [
    relation?.oid ?? '0',
    contracts[mappingKey(mapping)]?.rest.oid ?? '0',
  ])
  const known = await lookAt(
    session,
    [...new Set(oids)].filter(oid => oid !== '0'),
  )
  const user = planned.find(({ relation }) => relation !== undefined)?.relation?.user ?? ''
  const next: Record<string, Contract> = {}
  const watched = planned.map(one => {
    const key = mappingKey(one.mapping)
    const held = holdTo(one, contracts[key], known, user, now)
    if (held.contract !== undefined) next[key] = held.contract
    for (const change of held.recorded)
      log.info('schema has changed', { source: name, table: one.mapping.table, change })
    return { ...one, problems: withFindings(one, held.findings) }
  })
  state.contracts = next
  return watched
}

interface Held {
  findings: readonly Finding[]
  contract?: Contract | undefined
  recorded: readonly string[]
}

function holdTo(
  { mapping, plan, relation }: Planned,
  before: Contract | undefined,
  known: ReadonlyMap<string, Seen>,
  user: string,
  now: Millis,
): Held {
  const seen =
    relation === undefined
      ? undefined
      : mapping.query === undefined
        ? known.get(relation.oid)
        : seenOf(relation)
  const contract = before?.mapped === mappedAs(mapping) ? before : undefined
  if (contract === undefined) {
    const learned = plan === null || seen === undefined ? undefined : learn({ mapping, plan, seen }, now)
    return { findings: [], contract: learned, recorded: [] }
  }
  if (seen !== undefined) return compare(contract, { mapping, plan, seen }, now)
  if (mapping.query !== undefined || relation !== undefined) return { findings: [], contract, recorded: [] }
  const findings = [absent(mapping, contract, known.get(contract.rest.oid), user)]
  return { findings, contract, recorded: [] }
}

/** What the plan says already of the same place is said once, with what has become of it. */
function withFindings(planned: Planned, findings: readonly Finding[]): readonly SourceProblem[] {
  const { mapping, problems } = planned
  const said = problems.map(problem => {
    const finding = findings.find(one => meets(one, problem, mapping))
    const costs = costsOf(planned, rolesAt(planned, problem))
    const whole = costs === null ? problem : { ...problem, costs }
    if (finding === undefined) return whole
    return {
      ...whole,
      message: `${problem.message}; ${finding.message}`,
      remedy: finding.remedy ?? problem.remedy ?? '',
    }
  })
  const own = findings.filter(one => !problems.some(problem => meets(one, problem, mapping)))
  return [
    ...said,
    ...own.map(({ roles, ...finding }) => {
      const costs = costsOf(planned, roles)
      return { ...finding, refused: 0, ...(costs === null ? {} : { costs }) }
    }),
  ]
}

function meets(finding: Finding, problem: SourceProblem, { table }: TableMapping): boolean {
  if (finding.where !== problem.where) return false
  return finding.where !== table || (finding.key === undefined && problem.key === undefined)
}

/** Roles of the columns that a problem is of; none where it is of the table, and that is read. */
function rolesAt({ plan, mapping }: Planned, { where }: SourceProblem): readonly string[] | null {
  if (plan === null) return null
  return Object.entries(mapping.columns).flatMap(([role, named]) =>
    where === `${mapping.table}.${String(named)}` ? [role] : [],
  )
}
