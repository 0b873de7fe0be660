// What the manifest of this package says of itself.
import { readFileSync } from 'node:fs'

interface Manifest {
  version: string
  engines: { node: string }
}

/** package.json, two folders up both in the sources and in the built package. */
export function manifest(): Manifest {
  return JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as Manifest
}

export function packageVersion(): string {
  return manifest().version
}
