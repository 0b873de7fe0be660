// A section of a foreign configuration that knows which of its keys were asked for, so that none is dropped unsaid.
import { type ConfigDocument, readDocument } from '../../../config/document.ts'
import { asLiteral } from '../../../config/environment.ts'
import { ConfigError, type Fault } from '../../../core/errors.ts'

/** What could not be carried over, in the order of the lines. */
export interface Loss extends Place {
  what: string
  /** Somebody whom the Alertmanager notifies would not be. */
  unreached?: true
}

export interface Place {
  line: number
  /** Dotted path. */
  where: string
}

type Path = ReadonlyArray<string | number>

interface Reading {
  document: ConfigDocument
  losses: Loss[]
  /** From which section something of ours was made. */
  origins: WeakMap<object, Section>
}

export class Section {
  readonly #value: Readonly<Record<string, unknown>>
  readonly #path: Path
  readonly #reading: Reading
  readonly #asked = new Set<string>()

  constructor(value: unknown, path: Path, reading: Reading) {
    this.#value = isRecord(value) ? value : {}
    this.#path = path
    this.#reading = reading
  }

  text(key: string): string | null {
    const value = this.#get(key)
    if (value === null) return null
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      return String(value)
    this.lose(key, 'is no text')
    return null
  }

  flag(key: string): boolean | null {
    const value = this.#get(key)
    return typeof value === 'boolean' ? value : null
  }

  /** Texts of a list, or the one text that stands in its place. */
  texts(key: string): string[] | null {
    const value = this.#get(key)
    if (value === null) return null
    return (Array.isArray(value) ? value : [value]).map(String)
  }

  /** Texts by their keys, as labels are written. */
  pairs(key: string): Array<[string, string]> {
    const value = this.#get(key)
    return isRecord(value) ? Object.entries(value).map(([name, one]) => [name, String(one)]) : []
  }

  section(key: string): Section {
    return this.#below(this.#get(key), key)
  }

  sections(key: string): Section[] {
    const value = this.#get(key)
    return Array.isArray(value) ? value.map((one, i) => this.#below(one, key, i)) : []
  }

  has(key: string): boolean {
    return this.#value[key] !== undefined && this.#value[key] !== null
  }

  keys(): string[] {
    return Object.keys(this.#value)
  }

  /** Says that this key, or the whole section, is not carried over. */
  lose(key: string | null, what: string): void {
    if (key !== null) this.#asked.add(key)
    this.#reading.losses.push({ ...this.place(key), what })
  }

  /** Says that somebody whom this key, or the whole section, notifies would not be: more than a loss. */
  cannotNotify(key: string | null, why: string): void {
    if (key !== null) this.#asked.add(key)
    this.#reading.losses.push({ ...this.place(key), what: `cannot be notified: ${why}`, unreached: true })
  }

  /** Every key that nobody asked for is lost. */
  end(): void {
    for (const key of this.unasked()) this.lose(key, 'has no counterpart')
  }

  unasked(): string[] {
    return Object.keys(this.#value).filter(key => !this.#asked.has(key))
  }

  /** Where it, or a key of it, is written; what is around it where it is not. */
  place(key: string | null): Place {
    const path = key === null ? this.#path : [...this.#path, key]
    return { line: this.#reading.document.lineOf(path) ?? 1, where: path.join('.') }
  }

  /** Remembers that `made` was made from this section. */
  made<T extends object>(made: T): T {
    this.#reading.origins.set(made, this)
    return made
  }

  /** The section from which something was made, anywhere in the document. */
  originOf(made: object): Section | null {
    return this.#reading.origins.get(made) ?? null
  }

  #get(key: string): unknown {
    this.#asked.add(key)
    return this.#value[key] ?? null
  }

  #below(value: unknown, ...keys: Path): Section {
    return new Section(value, [...this.#path, ...keys], this.#reading)
  }
}

/** Throws ConfigError where the text is no YAML. Placeholders such as `${NAME}` stay as they are, which is said. */
export function readSections(text: string, losses: Loss[]): Section {
  const faults: Fault[] = []
  const document = readDocument(text, null, faults)
  if (faults.length > 0) throw new ConfigError(faults)
  if (!isRecord(document.value)) {
    throw new ConfigError([
      { path: 'configuration', message: 'holds no keys', remedy: 'Give an alertmanager.yml' },
    ])
  }
  const root = new Section(document.value, [], { document, losses, origins: new WeakMap() })
  for (const path of literals(document.value, [])) {
    const line = document.lineOf(path) ?? 1
    const what =
      'has ${...} in it, which an Alertmanager takes as it stands: so does the result, which writes it $${...}'
    losses.push({ line, where: path.join('.'), what })
  }
  return root
}

/** Paths of the texts that would be taken for variables of the environment. */
function literals(value: unknown, path: Path): Path[] {
  if (typeof value === 'string') return asLiteral(value) === value ? [] : [path]
  if (Array.isArray(value)) return value.flatMap((one, i) => literals(one, [...path, i]))
  if (!isRecord(value)) return []
  return Object.entries(value).flatMap(([key, one]) => literals(one, [...path, key]))
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
