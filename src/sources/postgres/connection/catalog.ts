// What a database says of its own tables: columns, types, indexes, sizes, and whether we may read them.
import type { Session, Statement } from './session.ts'
import type { Cell } from './values.ts'

export interface Column {
  name: string
  /** To which a text can be cast without loss: `bpchar`, `numeric`; the innermost base type of a domain. */
  type: string
  notNull: boolean
  /** A row that does not name the column gets a value all the same. */
  hasDefault: boolean
  readable: boolean
  /** As what it is computed from other columns of its row; left out where it is not. */
  generated?: string
  /** What its values count to in a second, where they seem to count the time since 1970: as far as rows were looked at. */
  epoch?: EpochUnit
  /** No row shows it. */
  epochUnsure?: boolean
}

/** As the functions of a mapping are called. */
export type EpochUnit = 's' | 'ms' | 'us'

export interface Index {
  /** Key columns in order; null for an expression. */
  columns: readonly (string | null)[]
  unique: boolean
  primary: boolean
  method: string
}

export interface Relation {
  oid: string
  schema: string
  name: string
  /** A view has no indexes of its own: what serves it cannot be seen here. */
  kind: 'table' | 'view'
  /** Other tables inherit from it: its rows are also theirs, and no index of it covers those. */
  inherited: boolean
  /** Oids of the tables that it inherits from or is a partition of, however far above: whoever reads one of them reads its rows, too. */
  above: readonly string[]
  /** Indexes on it cannot be created concurrently. */
  partitioned: boolean
  /** Who reads: the user of the connection. */
  user: string
  /** Policies decide which of its rows this user sees. */
  rowSecurity: boolean
  /** The planner's estimate; null where the table was never analysed. */
  estimatedRows: number | null
  /** Rows that come in the order of an index are sorted by further columns a few at a time: PostgreSQL 13. */
  incrementalSort: boolean
  columns: readonly Column[]
  /** Valid ones that cover every row. */
  indexes: readonly Index[]
}

/** Looks up tables by the names users wrote. What is not found is not in the map. */
export async function findRelations(
  session: Session,
  names: readonly string[],
): Promise<ReadonlyMap<string, Relation>> {
  const wanted = names.flatMap((name, i) => readingsOf(name).map(reading => ({ reading, i })))
  const [found = []] = await session.read([
    {
      text: `${SELECT_RELATION}, w.place::text
        FROM unnest($1::text[], $2::text[], $3::int[]) AS w(schema, name, place)
        JOIN pg_catalog.pg_class c ON c.relname = w.name AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE CASE WHEN w.schema = '' THEN pg_catalog.pg_table_is_visible(c.oid) ELSE n.nspname = w.schema END`,
      values: [
        wanted.map(({ reading }) => reading[0]),
        wanted.map(({ reading }) => reading[1]),
        wanted.map(({ i }) => String(i)),
      ],
    },
  ])
  const relations = await complete(session, found)
  return new Map(found.map((row, i) => [names[Number(row[PLACE])], relations[i]] as const).filter(isNamed))
}

/** Every table and view outside the system schemas, at most `limit`, in order of name. */
export async function listRelations(session: Session, limit: number): Promise<readonly Relation[]> {
  const [found = []] = await session.read([
    {
      text: `${SELECT_RELATION}
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
          AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
        ORDER BY n.nspname, c.relname LIMIT ${limit}`,
      values: [],
    },
  ])
  return complete(session, found)
}

/** Whether a B-tree leads with the column, so that the rows can be read in its order. */
export function isOrdered(relation: Relation, column: string): boolean {
  return relation.indexes.some(index => index.method === 'btree' && index.columns[0] === column)
}

/** The name by which a mapping calls a table. */
export function tableName({ schema, name }: Relation): string {
  const part = (text: string): string => (text.includes('.') ? `"${text}"` : text)
  return schema === 'public' ? part(name) : `${part(schema)}.${part(name)}`
}

/** The columns of the primary key; empty where there is none. */
export function primaryKey(relation: Relation): readonly Column[] {
  const index = relation.indexes.find(candidate => candidate.primary)
  return columnsNamed(relation, index?.columns ?? [])
}

/** The columns that tell a row from every other: of the primary key, else of the shortest unique index. */
export function wholeKey(relation: Relation): readonly Column[] {
  const primary = primaryKey(relation)
  if (primary.length > 0) return primary
  return uniqueKeys(relation).sort((a, b) => a.length - b.length)[0] ?? []
}

/** Whether the database itself sees to it that no two rows have these columns in common. */
export function isUnique(relation: Relation, columns: readonly string[]): boolean {
  if (relation.inherited) return false
  return uniqueKeys(relation).some(key => key.every(({ name }) => columns.includes(name)))
}

function uniqueKeys(relation: Relation): Column[][] {
  return relation.indexes
    .filter(index => index.unique && !index.columns.includes(null))
    .map(index => columnsNamed(relation, index.columns))
    .filter(columns => columns.length > 0 && columns.every(column => column.notNull))
}

/** In that order; names that it has not are left out. */
export function columnsNamed(relation: Relation, names: readonly (string | null)[]): Column[] {
  return names.flatMap(name => relation.columns.filter(column => column.name === name))
}

/** Whether policies may hide rows of the table `c` from the user: one that shows every row to them, and no other that restricts it, hides none. */
export const POLICIES_HIDE = (() => {
  const policies = (kind: string, shows: string): string => `EXISTS (SELECT FROM pg_catalog.pg_policy p
    WHERE p.polrelid = c.oid AND p.polcmd IN ('r', '*') AND ${kind} AND ${shows}
      AND EXISTS (SELECT FROM unnest(p.polroles) AS r(oid)
        WHERE r.oid = 0 OR pg_catalog.pg_has_role(current_user, r.oid, 'USAGE')))`
  const condition = `coalesce(pg_catalog.pg_get_expr(p.polqual, p.polrelid), 'true')`
  return `pg_catalog.row_security_active(c.oid) AND (NOT ${policies('p.polpermissive', `${condition} = 'true'`)}
    OR ${policies('NOT p.polpermissive', `${condition} <> 'true'`)})`
})()

/** Before PostgreSQL 14 a table that was never counted is said to have 0 rows, and not -1. What is asked here takes no lock on it. */
const SELECT_RELATION = `SELECT c.oid::text, n.nspname::text, c.relname::text, c.relkind::text,
  CASE WHEN c.reltuples = 0 AND c.relpages = 0 AND c.relkind = 'r' AND pg_catalog.pg_stat_get_live_tuples(c.oid) > 0
    THEN -1 ELSE c.reltuples END::text,
  current_user::text, (${POLICIES_HIDE})::text, pg_catalog.current_setting('server_version_num'),
  c.relhassubclass::text, pg_catalog.to_json(ARRAY(
    WITH RECURSIVE up(oid) AS (
      SELECT i.inhparent FROM pg_catalog.pg_inherits i WHERE i.inhrelid = c.oid
      UNION SELECT i.inhparent FROM up JOIN pg_catalog.pg_inherits i ON i.inhrelid = up.oid)
    SELECT oid::text FROM up))::text`
/** Place of the wanted name in a row of the above. */
const PLACE = 10

/** The innermost base type of a column's type, without a modifier: `char(36)` is a `bpchar`, not a `char(1)`. */
const BASE_TYPE = `(WITH RECURSIVE b(oid, typtype, typbasetype) AS (
    SELECT t.oid, t.typtype, t.typbasetype
    UNION ALL
    SELECT u.oid, u.typtype, u.typbasetype FROM b JOIN pg_catalog.pg_type u ON u.oid = b.typbasetype
    WHERE b.typtype = 'd')
  SELECT pg_catalog.format_type(b.oid, -1) FROM b WHERE b.typtype <> 'd')`

/** Who may not look into a schema reads nothing in it, whatever is granted on its tables. */
const MAY_ENTER = `(SELECT pg_catalog.has_schema_privilege(c.relnamespace, 'USAGE') FROM pg_catalog.pg_class c WHERE c.oid = a.attrelid)`

const columnsOf = (oids: readonly Cell[]): Statement => ({
  text: `SELECT a.attrelid::text, a.attname::text,
      ${BASE_TYPE}, a.attnotnull::text, a.atthasdef::text, (pg_catalog.has_column_privilege(a.attrelid, a.attnum, 'SELECT') AND ${MAY_ENTER})::text,
      CASE WHEN a.attgenerated <> '' THEN pg_catalog.pg_get_expr(d.adbin, d.adrelid) END
    FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
      LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum AND a.attgenerated <> ''
    WHERE a.attrelid = ANY($1::oid[]) AND a.attnum > 0 AND NOT a.attisdropped
    ORDER BY a.attrelid, a.attnum`,
  values: [oids],
})

const indexesOf = (oids: readonly Cell[]): Statement => ({
  text: `SELECT i.indrelid::text, i.indisunique::text, i.indisprimary::text, m.amname::text,
      pg_catalog.to_json(ARRAY(
        SELECT a.attname::text
        FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS k(attnum, place)
        LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
        WHERE k.place <= i.indnkeyatts
        ORDER BY k.place))::text
    FROM pg_catalog.pg_index i
    JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
    JOIN pg_catalog.pg_am m ON m.oid = c.relam
    WHERE i.indrelid = ANY($1::oid[]) AND i.indisvalid AND i.indpred IS NULL`,
  values: [oids],
})

async function complete(session: Session, found: readonly (readonly Cell[])[]): Promise<Relation[]> {
  if (found.length === 0) return []
  const oids = found.map(row => row[0] ?? null)
  const [columns = [], indexes = []] = await session.read([columnsOf(oids), indexesOf(oids)])
  return found.map(([oid, schema, name, kind, tuples, user, rowSecurity, version, inherited, above]) => ({
    oid: oid ?? '',
    schema: schema ?? '',
    name: name ?? '',
    kind: kind === 'v' || kind === 'f' ? 'view' : 'table',
    inherited: kind === 'r' && inherited === 'true',
    above: JSON.parse(above ?? '[]') as string[],
    partitioned: kind === 'p',
    user: user ?? '',
    rowSecurity: rowSecurity === 'true',
    estimatedRows: Number(tuples) < 0 ? null : Number(tuples),
    incrementalSort: Number(version) >= 130_000,
    columns: columns
      .filter(row => row[0] === oid)
      .map(row => ({
        name: row[1] ?? '',
        type: row[2] ?? '',
        notNull: row[3] === 'true',
        hasDefault: row[4] === 'true',
        readable: row[5] === 'true',
        ...(row[6] == null ? {} : { generated: row[6] }),
      })),
    indexes: indexes
      .filter(row => row[0] === oid)
      .map(row => ({
        unique: row[1] === 'true',
        primary: row[2] === 'true',
        method: row[3] ?? '',
        columns: JSON.parse(row[4] ?? '[]') as (string | null)[],
      })),
  }))
}

/** What a name may mean: `schema.table`, each part in double quotes or not, or a table whose own name has a dot. */
function readingsOf(name: string): ReadonlyArray<readonly [schema: string, table: string]> {
  const quoted = /^(?:(?:"((?:[^"]|"")+)"|([^".]+))\.)?(?:"((?:[^"]|"")+)"|([^".]+))$/.exec(name)
  const plain: readonly [string, string] = ['', name]
  if (quoted === null) {
    const dot = name.indexOf('.')
    return dot < 0 ? [plain] : [plain, [name.slice(0, dot), name.slice(dot + 1)]]
  }
  const [, quotedSchema, schema = '', quotedTable, table = ''] = quoted
  const read: readonly [string, string] = [unquoted(quotedSchema) ?? schema, unquoted(quotedTable) ?? table]
  return read[1] === name ? [read] : [plain, read]
}

function unquoted(part: string | undefined): string | undefined {
  return part?.replaceAll('""', '"')
}

function isNamed(
  entry: readonly [string | undefined, Relation | undefined],
): entry is readonly [string, Relation] {
  return entry[0] !== undefined && entry[1] !== undefined
}
