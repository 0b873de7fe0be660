// Reads a single row of a mapped table, for tests of what the rows of each kind say.
import assert from 'node:assert/strict'
import { MINUTE } from '../../../src/core/duration.ts'
import type { Event } from '../../../src/events/event.ts'
import { faultOfEvent } from '../../../src/events/schema.ts'
import { UTC_CLOCK } from '../../../src/sources/postgres/connection/wall-clock.ts'
import { rowReaders } from '../../../src/sources/postgres/kinds/kinds.ts'
import type { TableMapping } from '../../../src/sources/postgres/mapping/mapping.ts'
import { mappingKey } from '../../../src/sources/postgres/mapping/roles.ts'
import { viewRow } from '../../../src/sources/postgres/reading/rows/row.ts'

export const NOW = Date.parse('2025-11-01T00:00:00Z')
export const time = (ms: number): string => new Date(ms).toISOString()

/** Reads one row, given by role; returns `type@seconds before NOW`, the state and the refused roles. */
export function readOne(
  mapping: TableMapping,
  row: Record<string, string | null>,
  others: TableMapping[] = [],
) {
  const readRow = rowReaders('s', [mapping, ...others]).get(mappingKey(mapping))
  assert.ok(readRow)
  const roles = Object.keys(row)
  const view = viewRow(['', '', ...Object.values(row)], {
    positions: new Map(roles.map((role, i) => [role, i + 2])),
    clock: UTC_CLOCK,
    latest: NOW + 2 * MINUTE,
    wholeKey: null,
  })
  const { events, state } = readRow(view, '1')
  for (const event of events) assert.equal(faultOfEvent(event), null)
  return { events, state, refused: view.refusals.map(({ role }) => role), types: events.map(summary) }
}

function summary(event: Event): string {
  return `${event.type}@${(event.at - NOW) / 1000}`
}
