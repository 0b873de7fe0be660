// The few ways in which slowburn gives up. A message says what was wrong, where, and what to do.

/** Of the line of what stands nowhere in the file. */
const LAST = Number.MAX_SAFE_INTEGER

/** The configuration cannot be used. Holds every fault found, not only the first, in the order of their lines. */
export class ConfigError extends Error {
  readonly faults: readonly Fault[]
  constructor(found: readonly Fault[]) {
    const faults = found.toSorted((a, b) => (a.line ?? LAST) - (b.line ?? LAST))
    super(faults.map(formatFault).join('\n'))
    this.name = 'ConfigError'
    this.faults = faults
  }
}

export interface Fault {
  /** Where: a dotted path in the configuration, or the name of what was tried. */
  path: string
  /** 1-based line in the file, where known. */
  line?: number | undefined
  message: string
  remedy?: string | undefined
}

export function formatFault({ path, line, message, remedy }: Fault): string {
  const where = line === undefined ? path : `line ${line}, ${path}`
  return `${where}: ${message}${remedy === undefined ? '' : `. ${remedy}`}`
}

/** A source could not be read. It never stops the other sources. */
export class SourceError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'SourceError'
  }
}

/** The data folder cannot be used: locked, full, unwritable, or of a newer version. */
export class StorageError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'StorageError'
  }
}

/**
 * What has become of the files of a store that is open: they are `gone` from their place, the `log` does not hold what was written to it,
 * the `file` itself does not, or that was `overwritten` where it lies by another database, as an older copy of it: the log is not of that one.
 */
export type StoreDamage = 'gone' | 'log' | 'file' | 'overwritten'

export class StoreDamagedError extends StorageError {
  readonly damage: StoreDamage
  constructor(damage: StoreDamage, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'StoreDamagedError'
    this.damage = damage
  }
}

/** The text of anything that was thrown. */
export function messageOf(error: unknown): string {
  try {
    if (error instanceof AggregateError && error.message === '') return error.errors.map(messageOf).join('; ')
    const message: unknown = error instanceof Error ? error.message : String(error)
    return typeof message === 'string' ? message : 'an error without a message'
  } catch {
    // What is thrown may be anything: an object without a prototype, or one that throws when it is looked at.
    return 'something was thrown that cannot be read'
  }
}

/** The text of what was thrown and that of its cause: `fetch` says why it failed in the cause alone. */
export function reasonOf(error: unknown): string {
  const cause: unknown = error instanceof Error ? error.cause : undefined
  return cause === undefined ? messageOf(error) : `${messageOf(error)}: ${messageOf(cause)}`
}

/** Characters of what is shown of a fault of a part: it becomes a line of a page and of a log. */
const LONGEST_FAULT = 500

/** The same of what a part has thrown, which may be of any length. */
export function faultOf(thrown: unknown): string {
  const text = messageOf(thrown)
  return text.length <= LONGEST_FAULT ? text : `${text.slice(0, LONGEST_FAULT)}…`
}

/** Characters of a message that are kept of what somebody else has thrown. */
const LONGEST_MESSAGE = 2000

/**
 * What a part has thrown, read once: an error of ours with its words. To be called where whoever never returns is interrupted, for
 * reading it may run code of the part.
 */
export function errorOf(thrown: unknown): Error {
  return new Error(messageOf(thrown).slice(0, LONGEST_MESSAGE))
}

/** What a package that only some install is missing for, where it is not there; null where it can be loaded. */
export function missingPart(part: string, packageName: string): Pick<Fault, 'message' | 'remedy'> | null {
  try {
    import.meta.resolve(packageName)
    return null
  } catch {
    return {
      message: `${part} is not installed`,
      remedy: 'It comes with the optional packages: install slowburn without --omit=optional',
    }
  }
}
