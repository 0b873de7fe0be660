// What a database says of its own tables: columns, types, indexes, sizes, and whether we may read them.
import type { Session, Statement } from './session.ts'
import type { Cell } from './values.ts'

export interface Column {
  name: string
  /** As `format_type` writes it, without modifiers; the base type of a domain. */
  type: string
  notNull: boolean
  readable: boolean
}

export interface Index {
  /** Key columns in order; null for an expression. */
  columns: readonly (string | null)[]
  unique: boolean
  primary: boolean
  method: string
}

export interface Relation {
  schema: string
  name: string
  /** A view has no indexes of its own: what serves it cannot be seen here. */
  kind: 'table' | 'view'
  /** The planner's estimate; null where the table was never analysed. */
  estimatedRows: number | null
  columns: readonly Column[]
  /** Valid ones that cover every row. */
  indexes: readonly Index[]
}

/** Looks up tables by the names users wrote. What is not found is not in the map. */
export async function findRelations(
  session: Session,
  names: readonly string[],
): Promise<ReadonlyMap<string, Relation>> {
  const wanted = names.map(splitName)
  const [found = []] = await session.read([
    {
      text: `${SELECT_RELATION}, w.ordinality::text
        FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS w(schema, name, ordinality)
        JOIN pg_catalog.pg_class c ON c.relname = w.name AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE CASE WHEN w.schema = '' THEN pg_catalog.pg_table_is_visible(c.oid) ELSE n.nspname = w.schema END`,
      values: [wanted.map(([schema]) => schema), wanted.map(([, name]) => name)],
    },
  ])
  const relations = await complete(session, found)
  return new Map(found.map((row, i) => [names[Number(row[5]) - 1], relations[i]] as const).filter(isNamed))
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

/** The only column of the primary key. */
export function primaryKey(relation: Relation): Column | null {
  const index = relation.indexes.find(candidate => candidate.primary && candidate.columns.length === 1)
  return relation.columns.find(column => column.name === index?.columns[0]) ?? null
}

const SELECT_RELATION = `SELECT c.oid::text, n.nspname::text, c.relname::text, c.relkind::text, c.reltuples::text`

const columnsOf = (oids: readonly Cell[]): Statement => ({
  text: `SELECT a.attrelid::text, a.attname::text,
      pg_catalog.format_type(CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END, NULL),
      a.attnotnull::text, pg_catalog.has_column_privilege(a.attrelid, a.attnum, 'SELECT')::text
    FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
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
  return found.map(([oid, schema, name, kind, tuples]) => ({
    schema: schema ?? '',
    name: name ?? '',
    kind: kind === 'v' || kind === 'f' ? 'view' : 'table',
    estimatedRows: Number(tuples) < 0 ? null : Number(tuples),
    columns: columns
      .filter(row => row[0] === oid)
      .map(row => ({
        name: row[1] ?? '',
        type: row[2] ?? '',
        notNull: row[3] === 'true',
        readable: row[4] === 'true',
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

function splitName(name: string): readonly [string, string] {
  const dot = name.indexOf('.')
  return dot < 0 ? ['', name] : [name.slice(0, dot), name.slice(dot + 1)]
}

function isNamed(
  entry: readonly [string | undefined, Relation | undefined],
): entry is readonly [string, Relation] {
  return entry[0] !== undefined && entry[1] !== undefined
}
