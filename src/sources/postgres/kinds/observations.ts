// Rows that are observations: a number at a time, or the bare fact that a row was written.
import type { Identity } from '../mapping/identity.ts'
import type { ObservationsMapping } from '../mapping/mapping.ts'
import { NOTHING, type ReadRow } from '../reading/rows/row.ts'

export function readObservations(mapping: ObservationsMapping, identity: Identity): ReadRow {
  const { table, observation: name } = mapping
  const counts = mapping.columns.value === undefined
  return (row, rowKey) => {
    const id = row.required('id', row.entity('id'))
    const at = row.required('at', row.time('at'))
    const value = counts ? 1 : row.required('value', row.number('value'))
    if (id === null || at === null || value === null) return NOTHING
    const envelope = identity.envelope(table, rowKey, name, identity.subject(table, id), at)
    return { events: [{ ...envelope, type: 'gauge.observed', data: { name, value } }], state: 'settled' }
  }
}
