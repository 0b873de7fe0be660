// The house checks for tests that try them on many small checkouts: all of these are parsed by one process of the compiler.
import { after } from 'node:test'
import { checkHouse as checkWith } from '../../../.ci/house/check.ts'
import { startParser } from '../../../.ci/house/syntax.ts'

let parser: ReturnType<typeof startParser> | null = null
after(() => parser?.close())

export function checkHouse(root: string): string[] {
  parser ??= startParser()
  return checkWith(root, parser.parse)
}
