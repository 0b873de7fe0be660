// What the owner of a database has to allow for its changes to be followed, and what is lacking, each with the statement that
// gives it.
import type { SourceProblem } from '../../source.ts'
import { findRelations, type Relation } from '../connection/catalog.ts'
import type { Session } from '../connection/session.ts'
import { qualified } from '../mapping/access.ts'
import { identifier, nameOf } from '../mapping/pasted.ts'
import type { TablePlan } from '../mapping/plan.ts'
import { type FollowedTable, followedTable } from './followed-table.ts'
import type { StreamSettings } from './settings.ts'
import type { Names, ServerView } from './slot.ts'

export interface Published {
  /** Those whose changes are published, by the name of their plan. */
  tables: ReadonlyMap<string, FollowedTable>
  /** Oids under which the changes of each come, its partitions among them, by the name of its plan. */
  oids: ReadonlyMap<string, readonly number[]>
  problems: readonly SourceProblem[]
}

const POLLED = 'the tables are polled'

/** What is wrong with the server as a whole; empty: it lets its changes be followed. */
export function serverFaults(where: string, view: ServerView, demands: StreamSettings): SourceProblem[] {
  const { slot } = demands.names
  const faults: SourceProblem[] = []
  const fault = (message: string, remedy: string): void => {
    faults.push({ where, message: `${message}; ${POLLED}`, remedy, refused: 0 })
  }
  if (view.standby) fault('changes cannot be followed on a standby', 'Name the primary in `url`')
  if (view.walLevel !== 'logical') {
    fault(
      `wal_level is ${view.walLevel}, and changes are followed with logical alone`,
      'ALTER SYSTEM SET wal_level = logical; then restart PostgreSQL',
    )
  }
  if (!view.allowed) {
    fault('the user may not read a replication slot', `ALTER ROLE ${identifier(view.user)} REPLICATION`)
  }
  if (demands.limited && (view.serverLimit ?? -1) < 0) {
    fault(
      'nothing would keep the slot from filling the disk of the server while slowburn does not run',
      view.serverLimit === null
        ? 'PostgreSQL before 13 has no limit for that: write `server_limit: waived` where the disk is watched'
        : `ALTER SYSTEM SET max_slot_wal_keep_size = '4GB'; SELECT pg_reload_conf()`,
    )
  }
  const { slot: kept } = view
  if (kept !== null && (kept.plugin !== 'pgoutput' || !kept.ours)) {
    fault(`the slot ${slot} belongs to somebody else`, 'Name another in `slot`')
  }
  return faults
}

/** Which of the tables can be followed, and what the others lack. */
export async function publishedTables(
  session: Session,
  plans: readonly TablePlan[],
  names: Names,
  { version }: ServerView,
): Promise<Published> {
  const bases = await findRelations(session, [...new Set(plans.map(({ mapping }) => mapping.table))])
  const tables = new Map<string, FollowedTable>()
  const oids = new Map<string, readonly number[]>()
  const problems: SourceProblem[] = []
  const made = plans.map(plan => ({ plan, table: followedTable(plan, bases.get(plan.mapping.table)) }))
  const publication = await viewPublication(session, names, made)
  const absent: FollowedTable[] = []
  const inParts = new Map<string, Relation>()
  for (const { plan, table } of made) {
    const { table: where } = plan.mapping
    if (typeof table === 'string') {
      problems.push({ where, message: `${table}; it is polled`, remedy: 'Map the table itself', refused: 0 })
      continue
    }
    if (plan.rowSecurity) {
      problems.push(hiding(plan))
      continue
    }
    const known = publication.members.get(table.base.oid)
    const fault = known === undefined ? null : (logFault(table, known) ?? identityFault(table, known))
    if (fault !== null) problems.push(fault)
    else if (known?.published === true) {
      tables.set(plan.name, table)
      oids.set(plan.name, known.oids)
      if (table.base.partitioned) inParts.set(table.base.oid, table.base)
    } else absent.push(table)
  }
  problems.push(...publicationFaults(names, publication, absent, version))
  problems.push(...partFaults(names, publication, [...inParts.values()]))
  return { tables: publication.lacks.length === 0 ? tables : new Map(), oids, problems }
}

/** The log knows no policies. */
function hiding({ mapping, user }: TablePlan): SourceProblem {
  return {
    where: mapping.table,
    message:
      'row-level security decides which of its rows this user may see, and changes would show all; it is polled',
    remedy: `ALTER ROLE ${user} BYPASSRLS`,
    refused: 0,
  }
}

interface Member {
  published: boolean
  oids: readonly number[]
  /** Columns that a deleted row is known by; null: all of them; empty: none. */
  identity: readonly string[] | null
  /** Its publication leaves rows out. */
  filtered: boolean
  /** Partitions that are not published, as they may be pasted. */
  unpublished: readonly string[]
  /** Its parts, or itself, of which the log has nothing, as they may be pasted. */
  unlogged: readonly string[]
  /** Tables inherit from it that are no partitions. */
  hasHeirs: boolean
  /** It stands in the publication itself, not only its partitions. */
  named: boolean
}

interface Publication {
  exists: boolean
  /** Whether changes of partitions come under the table above them, where that is published; null: the version knows no such thing. */
  viaRoot: boolean | null
  /** What it does not publish: `delete`. */
  lacks: readonly string[]
  members: ReadonlyMap<string, Member>
}

async function viewPublication(
  session: Session,
  { publication }: Names,
  made: ReadonlyArray<{ table: FollowedTable | string }>,
): Promise<Publication> {
  const oids = made.flatMap(({ table }) => (typeof table === 'string' ? [] : [table.base.oid]))
  const [[kept] = [], rows = []] = await session.read([
    {
      text: `SELECT pubinsert::text, pubupdate::text, pubdelete::text, pubtruncate::text, pg_catalog.to_jsonb(p) ->> 'pubviaroot'
        FROM pg_catalog.pg_publication p WHERE pubname = $1`,
      values: [publication],
    },
    memberStatement(publication, [...new Set(oids)]),
  ])
  const members = new Map(
    rows.map(
      ([oid, published, leaves, identity, filtered, unpublished, unlogged, hasHeirs, named]) =>
        [
          oid ?? '',
          {
            published: published === 'true',
            oids: JSON.parse(leaves ?? '[]') as number[],
            identity: identity === null ? null : (JSON.parse(identity ?? '[]') as string[]),
            filtered: filtered === 'true',
            unpublished: JSON.parse(unpublished ?? '[]') as string[],
            unlogged: JSON.parse(unlogged ?? '[]') as string[],
            hasHeirs: hasHeirs === 'true',
            named: named === 'true',
          },
        ] as const,
    ),
  )
  const kinds = ['insert', 'update', 'delete', 'truncate']
  const viaRoot = kept?.[4] == null ? null : kept[4] === 'true'
  return {
    exists: kept !== undefined,
    viaRoot,
    lacks: kinds.filter((_, i) => kept?.[i] === 'false'),
    members,
  }
}

/** A table is published whole or by all of its partitions. The oids are those of the table and of all below it. */
function memberStatement(publication: string, oids: readonly string[]) {
  return {
    text: `WITH tree AS (
        SELECT r.oid AS root, r.oid AS oid, NOT EXISTS (SELECT FROM pg_catalog.pg_partitioned_table p WHERE p.partrelid = r.oid) AS leaf
          FROM unnest($2::oid[]) AS r(oid)
        UNION
        SELECT r.oid, t.relid::oid, t.isleaf FROM unnest($2::oid[]) AS r(oid), LATERAL pg_catalog.pg_partition_tree(r.oid) AS t
          WHERE t.relid::oid <> r.oid),
      member AS (
        SELECT c.oid, pg_catalog.to_jsonb(p) ->> 'rowfilter' AS filter FROM pg_catalog.pg_publication_tables p
          JOIN pg_catalog.pg_namespace n ON n.nspname = p.schemaname
          JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = p.tablename
          WHERE p.pubname = $1)
      SELECT t.root::text,
        (bool_or(t.oid = t.root AND m.oid IS NOT NULL) OR coalesce(bool_and(m.oid IS NOT NULL) FILTER (WHERE t.leaf), false))::text,
        pg_catalog.json_agg(t.oid::bigint)::text,
        (SELECT CASE c.relreplident WHEN 'f' THEN NULL ELSE (SELECT coalesce(pg_catalog.json_agg(a.attname), '[]'::json)
            FROM pg_catalog.pg_index i JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY(i.indkey)
            WHERE i.indrelid = c.oid AND CASE c.relreplident WHEN 'd' THEN i.indisprimary WHEN 'i' THEN i.indisreplident ELSE false END)
          END FROM pg_catalog.pg_class c WHERE c.oid = t.root)::text,
        coalesce(bool_or(m.filter IS NOT NULL), false)::text,
        coalesce(pg_catalog.json_agg(pg_catalog.format('%I.%I', n.nspname, r.relname) ORDER BY n.nspname, r.relname)
          FILTER (WHERE t.leaf AND m.oid IS NULL), '[]'::json)::text,
        coalesce(pg_catalog.json_agg(pg_catalog.format('%I.%I', n.nspname, r.relname) ORDER BY n.nspname, r.relname)
          FILTER (WHERE t.leaf AND (r.relpersistence <> 'p' OR r.relkind = 'f')), '[]'::json)::text,
        EXISTS (SELECT FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_class c ON c.oid = i.inhparent
          WHERE i.inhparent = t.root AND c.relkind = 'r')::text,
        EXISTS (SELECT FROM pg_catalog.pg_publication p WHERE p.pubname = $1 AND (p.puballtables OR EXISTS (
          SELECT FROM pg_catalog.pg_publication_rel r WHERE r.prpubid = p.oid AND r.prrelid = t.root)))::text
      FROM tree t JOIN pg_catalog.pg_class r ON r.oid = t.oid JOIN pg_catalog.pg_namespace n ON n.oid = r.relnamespace
        LEFT JOIN member m ON m.oid = t.oid GROUP BY t.root`,
    values: [publication, oids],
  }
}

/** A part whose changes the log does not have, or has under another name, would seem to stand still. */
function logFault({ plan, base }: FollowedTable, { unlogged, hasHeirs }: Member): SourceProblem | null {
  const { table: where } = plan.mapping
  if (unlogged.length > 0) {
    const own = unlogged.length === 1 && unlogged[0] === nameOf(base)
    const message = own
      ? 'it is UNLOGGED: the log of the server does not have its changes; it is polled'
      : `the log of the server does not have the changes of ${unlogged.join(', ')}, unlogged or foreign; it is polled`
    const remedy = `Let them be logged, as by ALTER TABLE ${unlogged[0]} SET LOGGED`
    return { where, message, remedy, refused: 0 }
  }
  if (!hasHeirs) return null
  const message = 'tables inherit from it whose changes come under names of their own; it is polled'
  const remedy =
    'Make them its partitions; where it has no rows of its own, map those that inherit from it in its place'
  return { where, message, remedy, refused: 0 }
}

/** Rows that are deleted must be known by the key by which they were read. */
function identityFault({ plan, base }: FollowedTable, { identity, filtered }: Member): SourceProblem | null {
  const { table: where } = plan.mapping
  if (filtered) {
    const message = 'the publication leaves some of its rows out; it is polled'
    return { where, message, remedy: 'Publish it without WHERE', refused: 0 }
  }
  if (identity === null) return null
  const named = (name: string): boolean => plan.key.some(({ sql }) => sql === qualified(name))
  if (plan.key.length > 0 && identity.filter(named).length === plan.key.length) return null
  const message =
    identity.length === 0
      ? 'it has no replica identity: once published, no row of it could be updated or deleted any more; it is polled'
      : 'its replica identity is another than the key by which its rows are read; it is polled'
  const remedy = `Give it a primary key, or ALTER TABLE ${nameOf(base)} REPLICA IDENTITY FULL`
  return { where, message, remedy, refused: 0 }
}

function publicationFaults(
  { publication }: Names,
  { exists, viaRoot, lacks, members }: Publication,
  absent: readonly FollowedTable[],
  version: number,
): SourceProblem[] {
  const name = identifier(publication)
  const bases: readonly Relation[] = [...new Map(absent.map(({ base }) => [base.oid, base])).values()]
  // Before PostgreSQL 13 a partitioned table cannot be published, but its partitions can.
  const listed = bases
    .flatMap(base =>
      base.partitioned && version < 130_000 ? (members.get(base.oid)?.unpublished ?? []) : [nameOf(base)],
    )
    .join(', ')
  const standing = (message: string, remedy: string) => ({ where: publication, message, remedy, refused: 0 })
  if (!exists) {
    if (bases.length === 0) return []
    const root = version >= 130_000 && bases.some(({ partitioned }) => partitioned)
    const options = root ? ' WITH (publish_via_partition_root = true)' : ''
    const remedy = `CREATE PUBLICATION ${name} FOR TABLE ${listed}${options}`
    return [standing('there is no publication of this name; the tables are polled', remedy)]
  }
  const faults: SourceProblem[] = []
  if (lacks.length > 0) {
    const remedy = `ALTER PUBLICATION ${name} SET (publish = 'insert, update, delete, truncate')`
    faults.push(standing(`it does not publish ${lacks.join(', ')}; the tables are polled`, remedy))
  }
  if (bases.length > 0) {
    const parted = viaRoot === false && bases.some(({ partitioned }) => partitioned)
    const remedy = `ALTER PUBLICATION ${name} ADD TABLE ${listed}${parted ? `; ${viaRootOf(name)}` : ''}`
    faults.push(standing(`it does not publish ${listed}, which is polled`, remedy))
  }
  return faults
}

/** Once a partition is gone, nothing says any more to which table the changes belonged that came under its name. */
function partFaults(
  { publication }: Names,
  { viaRoot, members }: Publication,
  bases: readonly Relation[],
): SourceProblem[] {
  if (viaRoot !== false || bases.length === 0) return []
  const name = identifier(publication)
  const absent = bases.filter(({ oid }) => members.get(oid)?.named === false).map(nameOf)
  const adding = absent.length === 0 ? '' : `ALTER PUBLICATION ${name} ADD TABLE ${absent.join(', ')}; `
  const message = `changes of partitions come under their own names: what is written to a partition of ${bases.map(nameOf).join(', ')} that is made and dropped between two pulls is not seen`
  return [{ where: publication, message, remedy: `${adding}${viaRootOf(name)}`, refused: 0 }]
}

function viaRootOf(name: string): string {
  return `ALTER PUBLICATION ${name} SET (publish_via_partition_root = true)`
}
