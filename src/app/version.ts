// The version of this package, and of nothing else.
import { readFileSync } from 'node:fs'

/** From package.json, two folders up both in the sources and in the built package. */
export function packageVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}
