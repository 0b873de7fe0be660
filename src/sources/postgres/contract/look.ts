// What the catalogue says of the tables of a contract, by their oids: also of one that is not found by its name any more. Takes no lock on them.
import type { Relation } from '../connection/catalog.ts'
import type { Session } from '../connection/session.ts'

export interface SeenColumn {
  /** Stays when the column is renamed; 0 where there are no numbers, as of a query. */
  num: number
  name: string
  /** With its modifier, as `varchar(50)` or `numeric(5,4)`. */
  type: string
  notNull: boolean
  hasDefault: boolean
  generated: boolean
  /** Of an enumeration, in its order; null of other types. */
  labels: readonly string[] | null
  /** Of an enumeration, as it may be pasted into a statement. */
  typeName: string
}

export interface SeenIndex {
  name: string
  /** Key columns in order; null for an expression. */
  columns: readonly (string | null)[]
  unique: boolean
  /** False of one whose making or remaking was broken off. */
  valid: boolean
  /** It is valid, covers every row, and has an order. */
  serves: boolean
  /** The statement that makes it again. */
  remake: string
}

export interface Seen {
  oid: string
  schema: string
  schemaOid: string
  name: string
  kind: string
  /** `p`: permanent, `u`: unlogged. */
  persistence: string
  /** The user may look into its schema. */
  usable: boolean
  columns: readonly SeenColumn[]
  indexes: readonly SeenIndex[]
  /** Its partitions, and tables that inherit from it. */
  children: readonly string[]
  /** Of its key, named as it may be pasted, and by how much it grows; null where it has none. */
  sequence: { name: string; by: number } | null
  /** Sequential scans, and rows that they read, since the server counts. */
  scans: readonly [scans: number, rows: number]
  /** As the server estimates. */
  rows: number
}

const COLUMNS = `SELECT json_agg(json_build_object('num', a.attnum, 'name', a.attname,
    'type', pg_catalog.format_type(a.atttypid, a.atttypmod), 'notNull', a.attnotnull, 'hasDefault', a.atthasdef OR a.attidentity <> '',
    'generated', a.attgenerated <> '', 'typeName', pg_catalog.format_type(a.atttypid, NULL), 'labels',
    (SELECT json_agg(e.enumlabel ORDER BY e.enumsortorder) FROM pg_catalog.pg_enum e WHERE e.enumtypid = a.atttypid)) ORDER BY a.attnum)
  FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped`

/** How an index is made is put together here, for those of columns alone: `pg_get_indexdef` waits for whoever locks the table. */
const INDEXES = `SELECT json_agg(json_build_object('name', x.relname, 'unique', i.indisunique, 'valid', i.indisvalid,
    'serves', i.indisvalid AND i.indpred IS NULL AND m.amname = 'btree', 'columns', ARRAY(
      SELECT a.attname FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS k(attnum, place)
        LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
      WHERE k.place <= i.indnkeyatts ORDER BY k.place),
    'remake', CASE WHEN 0 = ANY(i.indkey::int2[]) THEN '' WHEN o.oid IS NULL THEN pg_catalog.format('CREATE %sINDEX %I ON %I.%I USING %I (%s)',
        CASE WHEN i.indisunique THEN 'UNIQUE ' ELSE '' END, x.relname, n.nspname, c.relname, m.amname, pg_catalog.array_to_string(ARRAY(
          SELECT pg_catalog.quote_ident(a.attname) FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS k(attnum, place)
            JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
          WHERE k.place <= i.indnkeyatts ORDER BY k.place), ', '))
      ELSE pg_catalog.format('ALTER TABLE %I.%I ADD CONSTRAINT %I %s', n.nspname, c.relname, o.conname, pg_catalog.pg_get_constraintdef(o.oid)) END)
    ORDER BY x.relname)
  FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid JOIN pg_catalog.pg_am m ON m.oid = x.relam
    LEFT JOIN pg_catalog.pg_constraint o ON o.conindid = i.indexrelid AND o.conrelid = c.oid AND o.contype IN ('p', 'u')
  WHERE i.indrelid = c.oid`

const CHILDREN = `SELECT json_agg(x.relname ORDER BY x.relname) FROM pg_catalog.pg_inherits h
  JOIN pg_catalog.pg_class x ON x.oid = h.inhrelid WHERE h.inhparent = c.oid`

/** Of the sequence that belongs to a column of the primary key. */
const SEQUENCE = `SELECT json_build_object('name', pg_catalog.format('%I.%I', w.nspname, v.relname), 'by', s.seqincrement)
  FROM pg_catalog.pg_depend d
    JOIN pg_catalog.pg_sequence s ON s.seqrelid = d.objid
    JOIN pg_catalog.pg_class v ON v.oid = s.seqrelid JOIN pg_catalog.pg_namespace w ON w.oid = v.relnamespace
    JOIN pg_catalog.pg_index i ON i.indrelid = c.oid AND i.indisprimary AND d.refobjsubid = i.indkey[0]
  WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid = c.oid LIMIT 1`

export async function lookAt(session: Session, oids: readonly string[]): Promise<ReadonlyMap<string, Seen>> {
  if (oids.length === 0) return new Map()
  const [rows = []] = await session.read([
    {
      text: `SELECT c.oid::text, json_build_object('oid', c.oid::text, 'schema', n.nspname, 'schemaOid', n.oid::text,
          'name', c.relname, 'kind', c.relkind, 'persistence', c.relpersistence,
          'usable', pg_catalog.has_schema_privilege(n.oid, 'USAGE'),
          'columns', (${COLUMNS}), 'indexes', (${INDEXES}), 'children', (${CHILDREN}), 'sequence', (${SEQUENCE}),
          'scans', json_build_array(pg_catalog.pg_stat_get_numscans(c.oid), pg_catalog.pg_stat_get_tuples_returned(c.oid)),
          'rows', greatest(c.reltuples, pg_catalog.pg_stat_get_live_tuples(c.oid), 0))::text
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE c.oid = ANY($1::oid[])`,
      values: [[...oids]],
    },
  ])
  return new Map(
    rows.map(([oid, text]) => {
      const seen = JSON.parse(text ?? '{}') as Seen
      const { columns, indexes, children } = seen
      return [
        oid ?? '',
        { ...seen, columns: columns ?? [], indexes: indexes ?? [], children: children ?? [] },
      ]
    }),
  )
}

/** A query has columns, and nothing else that can be asked for. */
export function seenOf({ oid, schema, name, columns }: Relation): Seen {
  return {
    oid,
    schema,
    schemaOid: '',
    name,
    kind: 'q',
    persistence: '',
    usable: true,
    columns: columns.map(({ name: column, type, notNull }) => ({
      num: 0,
      name: column,
      type,
      notNull,
      hasDefault: false,
      generated: false,
      labels: null,
      typeName: type,
    })),
    indexes: [],
    children: [],
    sequence: null,
    scans: [0, 0],
    rows: 0,
  }
}
