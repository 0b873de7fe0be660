// Rows that are investments: a return was projected when money was spent, and realised later, or written off.
import type { Event } from '../../../events/event.ts'
import { attributes, type Identity } from '../mapping/identity.ts'
import type { RoiMapping } from '../mapping/mapping.ts'
import { NOTHING, notBefore, type Reading, type ReadRow, type RowView } from '../reading/rows/row.ts'

export function readRoi(mapping: RoiMapping, identity: Identity): ReadRow {
  const { table } = mapping

  return (row, rowKey) => {
    const id = row.required('id', row.entity('id'))
    const spentAt = row.required('spentAt', row.time('spentAt'))
    const amount = row.required('projected', row.number('projected'))
    if (id === null || spentAt === null || amount === null) return NOTHING
    const category = row.text('category')
    const currency = row.text('currency')
    const projected: Event = {
      ...identity.envelope(table, rowKey, 'projected', identity.subject(table, id), spentAt),
      attributes: attributes({ 'slowburn.category': category }),
      type: 'roi.projected',
      data: {
        amount,
        ...(currency === null ? {} : { currency }),
        ...(category === null ? {} : { category }),
      },
    }
    return row.has('realisedAt') || !row.has('writtenOffAt')
      ? realisation(row, projected, rowKey, currency)
      : writeOff(row, projected, rowKey)
  }

  function realisation(row: RowView, projected: Event, rowKey: string, currency: string | null): Reading {
    if (!row.has('realisedAt')) return { events: [projected], state: 'open' }
    const at = endOf(row, 'realisedAt', projected)
    const amount = row.number('realised')
    if (at === null || amount === null) {
      return { events: [projected], state: row.has('realised') ? 'settled' : 'limbo' }
    }
    const realised: Event = {
      ...identity.envelope(table, rowKey, 'realised', projected.subject, at),
      attributes: projected.attributes,
      type: 'roi.realised',
      data: { amount, ...(currency === null ? {} : { currency }) },
    }
    return { events: [projected, realised], state: 'settled' }
  }

  function writeOff(row: RowView, projected: Event, rowKey: string): Reading {
    const at = endOf(row, 'writtenOffAt', projected)
    if (at === null) return { events: [projected], state: 'settled' }
    const written: Event = {
      ...identity.envelope(table, rowKey, 'written_off', projected.subject, at),
      attributes: projected.attributes,
      type: 'roi.written_off',
      data: {},
    }
    return { events: [projected, written], state: 'settled' }
  }
}

function endOf(row: RowView, role: string, projected: Event): number | null {
  const at = row.time(role)
  return at === null ? null : notBefore(row, role, at, projected.at)
}
