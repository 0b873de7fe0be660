// What a check of `slowburn doctor` is: one aspect of an installation, looked at without changing anything.
import type { Config } from '../../config/schema.ts'
import type { Clock } from '../../core/clock.ts'
import type { Fault } from '../../core/errors.ts'
import type { Attendant } from '../containment/attend.ts'
import type { RunningService } from './service-state.ts'

/** In the order in which to fix it: what comes first may be the cause of what comes later. */
export const STAGES = ['host', 'configuration', 'data', 'service', 'sources', 'delivery', 'care'] as const

/** `fault`: something does not work. `warning`: it works, and will hurt some day. */
export interface Finding {
  level: 'fault' | 'warning'
  where: string
  what: string
  remedy: string
}

/** One aspect: a file beside the others in `checks/`. */
export interface DoctorCheck {
  readonly name: string
  readonly stage: (typeof STAGES)[number]
  /** What it looks at, for the documentation. */
  readonly help: string
  /** Empty where all is well, or where it cannot be known for a reason that another check names. */
  run(installation: Installation): Promise<Finding[]> | Finding[]
}

/** Frozen: all checks look at the same one. */
export interface Installation {
  /** Path of the configuration. */
  file: string
  /** Null where it cannot be used; why is in `configFaults`. */
  config: Config | null
  configFaults: readonly Fault[]
  /** The data folder; null where the configuration does not say it. */
  folder: string | null
  service: RunningService
  clock: Clock
  signal: AbortSignal
  /** Asks the parts of others. */
  parts: Attendant
}

export function fault(where: string, what: string, remedy: string): Finding {
  return { level: 'fault', where, what, remedy }
}

export function warning(where: string, what: string, remedy: string): Finding {
  return { level: 'warning', where, what, remedy }
}
