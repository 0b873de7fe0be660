// A section of a foreign configuration that knows which of its keys were asked for, so that none is dropped unsaid.
import { type ConfigDocument, readDocument } from '../../../config/document.ts'
import { ConfigError, type Fault } from '../../../core/errors.ts'

/** What could not be carried over, in the order of the lines. */
export interface Loss {
  line: number
  /** Dotted path. */
  where: string
  what: string
}

type Path = ReadonlyArray<string | number>

export class Section {
  readonly #value: Readonly<Record<string, unknown>>
  readonly #path: Path
  readonly #document: ConfigDocument
  readonly #losses: Loss[]
  readonly #asked = new Set<string>()

  constructor(value: unknown, path: Path, document: ConfigDocument, losses: Loss[]) {
    this.#value = isRecord(value) ? value : {}
    this.#path = path
    this.#document = document
    this.#losses = losses
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
    const path = key === null ? this.#path : [...this.#path, key]
    if (key !== null) this.#asked.add(key)
    this.#losses.push({ line: this.#document.lineOf(path) ?? 1, where: path.join('.'), what })
  }

  /** Every key that nobody asked for is lost. */
  end(): void {
    for (const key of Object.keys(this.#value)) {
      if (!this.#asked.has(key)) this.lose(key, 'has no counterpart')
    }
  }

  #get(key: string): unknown {
    this.#asked.add(key)
    return this.#value[key] ?? null
  }

  #below(value: unknown, ...keys: Path): Section {
    return new Section(value, [...this.#path, ...keys], this.#document, this.#losses)
  }
}

/** Throws ConfigError where the text is no YAML. Placeholders such as `${NAME}` stay as they are. */
export function readSections(text: string, losses: Loss[]): Section {
  const faults: Fault[] = []
  const asWritten = new Proxy<Record<string, string>>({}, { get: (_target, name) => `\${${String(name)}}` })
  const document = readDocument(text, asWritten, faults)
  if (faults.length > 0) throw new ConfigError(faults)
  if (!isRecord(document.value)) {
    throw new ConfigError([
      { path: 'configuration', message: 'holds no keys', remedy: 'Give an alertmanager.yml' },
    ])
  }
  return new Section(document.value, [], document, losses)
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
