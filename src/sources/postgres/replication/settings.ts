// What the options of a source say of following its changes.
import { DEFAULTS, type PostgresOptions } from '../mapping/mapping.ts'
import type { Names } from './slot.ts'

export interface StreamSettings {
  names: Names
  /** Bytes of log that the slot may hold back. */
  most: number
  /** Whether the server itself must limit what it keeps for a slot that nobody reads. */
  limited: boolean
}

/** Null: its tables are polled alone. */
export function streamSettings(options: PostgresOptions): StreamSettings | null {
  if ((options.follow ?? DEFAULTS.follow) !== 'replication') return null
  const own = defaultName(options.name)
  return {
    names: { slot: options.slot ?? own, publication: options.publication ?? own },
    most: options.slotWal ?? DEFAULTS.slotWal,
    limited: (options.serverLimit ?? DEFAULTS.serverLimit) === 'required',
  }
}

/** Of slot and publication, in letters that PostgreSQL takes unquoted. */
function defaultName(source: string): string {
  return `slowburn_${source.toLowerCase().replace(/[^a-z0-9]+/g, '_')}`.slice(0, 63)
}
