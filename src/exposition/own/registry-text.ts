// The text of what prom-client keeps. It writes all families at each scrape; here one is written anew only where something was counted in it since.
import type { Registry } from 'prom-client'
import { keptBytes } from '../formats/kept.ts'

/** For a registry whose numbers change only where `change` says so. */
export class RegistryText {
  readonly #registry: Registry
  readonly #families = new Map<string, string>()
  #whole: Buffer | null = null
  /** prom-client writes asynchronously: what was counted meanwhile may be in it, or not. */
  #changes = 0

  constructor(registry: Registry) {
    this.#registry = registry
  }

  /** The metric of this name has other numbers, or may have. */
  change(name: string): void {
    this.#changes += 1
    this.#families.delete(name)
    this.#whole = null
  }

  /** Byte for byte what the registry would answer. Never written to again. */
  async text(): Promise<Buffer> {
    if (this.#whole !== null) return this.#whole
    const changes = this.#changes
    const names = this.#registry.getMetricsAsArray().map(({ name }) => name)
    const families = await Promise.all(names.map(name => this.#family(name)))
    const whole = keptBytes(`${families.join('\n\n')}\n`)
    if (changes === this.#changes) this.#whole = whole
    return whole
  }

  async #family(name: string): Promise<string> {
    const known = this.#families.get(name)
    if (known !== undefined) return known
    const changes = this.#changes
    const text = await this.#registry.getSingleMetricAsString(name)
    if (changes === this.#changes) this.#families.set(name, text)
    return text
  }
}
