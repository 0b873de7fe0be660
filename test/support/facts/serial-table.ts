// A table in the order of a number, as a reader of its slots meets it.
import type { Row, Session, Statement } from '../../../src/sources/postgres/connection/session.ts'
import type { TablePlan } from '../../../src/sources/postgres/mapping/plan.ts'

export const serial = {
  order: { column: 'id', sql: 't.id', type: 'bigint', unit: 'serial', role: 'id' },
  key: [{ sql: 't.id', type: 'bigint' }],
  fields: [],
  begin: 't.id',
  ends: { values: [], said: [] },
  relation: 'public.t t',
} as unknown as TablePlan

/** Of each number another beginning. */
export const hash = (n: number): string => (BigInt(n) << 16n).toString(16).padStart(16, '0')

/** A table in the order of a number that holds these. */
export function holding(ids: readonly number[]): Pick<Session, 'read'> {
  const row = (id: number): Row => [String(id), String(id), hash(id)]
  const answer = ({ text, values }: Statement): Row[] => {
    if (text.includes('GROUP BY')) {
      const sums = Map.groupBy(ids, id => Math.floor(id / 4_096))
      return [...sums].map(([slot, among]) => [
        String(slot),
        String(among.length),
        String(BigInt(among.reduce((a, b) => a + b, 0)) << 16n),
      ])
    }
    const limit = Number(/LIMIT (\d+)/.exec(text)?.[1])
    const [first = 0, to = 0] = values.map(Number)
    return ids
      .filter(id => (text.includes('>= $1') ? id >= first : id > first) && id <= to)
      .slice(0, limit)
      .map(row)
  }
  return { read: statements => Promise.resolve(statements.map(answer)) }
}
