// Which columns each kind of table has, what they must hold, and what happens where one is absent.
import type { Id, TableMapping, TaskStatuses } from './mapping.ts'

export type RoleType = 'key' | 'time' | 'number' | 'boolean' | 'text' | 'prose'

export interface Role {
  /** Its name in `columns` of the mapping. */
  name: string
  type: RoleType
  /**
   * `always`: without the column the table is not read. `if named`: it may be left out of the mapping, but
   * reading on without it would say something false. `never`: what depends on it is left out.
   */
  required: 'always' | 'if named' | 'never'
}

export interface Kind {
  roles: readonly Role[]
  /** The role by whose time rows are found. */
  order: string
  /** The role by whose time rows are found that are only written when what they are about has ended. */
  end?: string
  /** Rows change until they end, and are followed until then. */
  mutable: boolean
  /** Roles that are null, or a status of work under way, for as long as nothing has happened to a row. */
  changing: readonly string[]
}

const always = (name: string, type: RoleType): Role => ({ name, type, required: 'always' })
const ifNamed = (name: string, type: RoleType): Role => ({ name, type, required: 'if named' })
const optional = (name: string, type: RoleType): Role => ({ name, type, required: 'never' })

export const KINDS: Readonly<Record<TableMapping['as'], Kind>> = {
  tasks: {
    order: 'createdAt',
    end: 'completedAt',
    mutable: true,
    changing: ['completedAt', 'status', 'startedAt'],
    roles: [
      always('id', 'key'),
      ifNamed('createdAt', 'time'),
      always('completedAt', 'time'),
      ifNamed('status', 'text'),
      optional('type', 'text'),
      optional('startedAt', 'time'),
      optional('updatedAt', 'time'),
      optional('model', 'text'),
      optional('variant', 'text'),
      optional('error', 'prose'),
    ],
  },
  runs: {
    order: 'finishedAt',
    mutable: false,
    changing: [],
    roles: [
      always('taskId', 'key'),
      always('finishedAt', 'time'),
      always('durationMs', 'number'),
      optional('type', 'text'),
      optional('model', 'text'),
      optional('variant', 'text'),
    ],
  },
  claims: {
    order: 'madeAt',
    end: 'verifiedAt',
    mutable: true,
    changing: ['verifiedAt', 'outcome'],
    roles: [
      always('id', 'key'),
      always('madeAt', 'time'),
      always('verifiedAt', 'time'),
      always('outcome', 'boolean'),
      ifNamed('probability', 'number'),
      optional('propensity', 'number'),
      optional('claimType', 'text'),
      optional('model', 'text'),
      optional('verifier', 'text'),
      optional('audited', 'boolean'),
    ],
  },
  roi: {
    order: 'spentAt',
    end: 'realisedAt',
    mutable: true,
    changing: ['realisedAt', 'writtenOffAt'],
    roles: [
      always('id', 'key'),
      always('spentAt', 'time'),
      always('projected', 'number'),
      always('realisedAt', 'time'),
      always('realised', 'number'),
      optional('writtenOffAt', 'time'),
      optional('category', 'text'),
      optional('currency', 'text'),
    ],
  },
  releases: {
    order: 'at',
    mutable: true,
    changing: ['at'],
    roles: [
      always('id', 'key'),
      always('at', 'time'),
      always('version', 'text'),
      optional('component', 'text'),
      optional('environment', 'text'),
    ],
  },
  observations: {
    order: 'at',
    mutable: false,
    changing: [],
    roles: [always('id', 'key'), always('at', 'time'), ifNamed('value', 'number')],
  },
}

/** Statuses of a task that has not ended, whatever its other columns say, in lower case: the usual ones and those of its platform. */
export function underwayOf({ underway = [] }: TaskStatuses): readonly string[] {
  return [...UNDERWAY, ...underway.map(status => status.toLowerCase())]
}

const UNDERWAY: readonly string[] = (
  'pending queued waiting scheduled assigned claimed created new open ready running processing ' +
  'in_progress in-progress active started executing retrying retry retryable paused suspended ' +
  'available enqueued deferred delayed received picked reserved leased locked acquired'
).split(' ')

/** The columns of a mapping by role, those left out not among them; of an id of several columns the first. */
export function columnsOf(mapping: TableMapping): ReadonlyMap<string, string> {
  const entries: Array<[string, Id | undefined]> = Object.entries(mapping.columns)
  return new Map(
    entries.flatMap(([role, named]) => {
      const column = typeof named === 'object' ? named[0] : named
      return column === undefined ? [] : [[role, column] as const]
    }),
  )
}

/** The columns that are mapped as the id, one or several. Runs have none of their own: they name a task. */
export function idColumns(mapping: TableMapping): readonly string[] {
  if (mapping.as === 'runs') return []
  const { id } = mapping.columns
  return typeof id === 'string' ? [id] : id
}

/** The role by whose time rows are found; of tasks that do not say when they were queued, that of their end. */
export function orderRole(mapping: TableMapping): string {
  return saysOnlyEnds(mapping) ? 'completedAt' : KINDS[mapping.as].order
}

/** Its rows do not say when what they are about began. */
export function saysOnlyEnds(mapping: TableMapping): boolean {
  if (mapping.as !== 'tasks') return false
  const { createdAt, completedAt } = mapping.columns
  return createdAt === undefined || createdAt === completedAt
}

/** Tells the mappings of one source apart, and their state in the cursor. */
export function mappingKey(mapping: TableMapping): string {
  const name = mapping.as === 'observations' ? `:${mapping.observation}` : ''
  return `${mapping.as}:${mapping.table}${name}`
}

/** The table whose rows move into the one of this mapping when they end; null where it is no archive. */
export function archiveOf(mapping: TableMapping): string | null {
  return (mapping.as === 'tasks' ? mapping.archiveOf : undefined) ?? null
}

/** The mappings with one more behind each that names an archive. */
export function withArchives(mappings: readonly TableMapping[]): readonly TableMapping[] {
  return mappings.flatMap(mapping => {
    if (mapping.as !== 'tasks' || mapping.archive === undefined) return [mapping]
    const { archive, ...rest } = mapping
    return [mapping, { ...rest, table: archive, archiveOf: mapping.table }]
  })
}

/** Of what lifecycles its rows tell; null: of releases, which are none. */
export function lifecycleKindOf({ as }: Pick<TableMapping, 'as'>): string | null {
  switch (as) {
    case 'tasks':
    case 'runs':
      return 'task'
    case 'claims':
      return 'claim'
    case 'roi':
      return 'roi'
    case 'observations':
      return 'observation'
    case 'releases':
      return null
  }
}
