// Runs every rule over a checkout and sets what is excepted apart from what is not.
import { existsSync, readFileSync } from 'node:fs'
import type { Rule } from './rule.ts'
import { cycles } from './rules/cycles.ts'
import { fileLength } from './rules/file-length.ts'
import { folderSize } from './rules/folder-size.ts'
import { functionLength } from './rules/function-length.ts'
import { layers } from './rules/layers.ts'
import { mirroredTests } from './rules/mirrored-tests.ts'
import { readSourceTree } from './source-tree.ts'

const rules: readonly Rule[] = [layers, cycles, fileLength, folderSize, functionLength, mirroredTests]

export interface Result {
  /** One line for each violation that no exception covers. */
  readonly failures: readonly string[]
  /** Exceptions that are still needed, and those that are not any more. */
  readonly needed: readonly string[]
  readonly stale: readonly string[]
}

/** `exceptions` holds lines `rule: key`. */
export function checkHouse(root: string, exceptions: ReadonlySet<string>): Result {
  const tree = readSourceTree(root)
  const found = new Map(
    rules.flatMap(rule =>
      rule
        .check(tree)
        .map(({ key, message }): [string, string] => [`${rule.name}: ${key}`, `${rule.name}: ${message}`]),
    ),
  )
  return {
    failures: [...found].filter(([name]) => !exceptions.has(name)).map(([, message]) => message),
    needed: [...exceptions].filter(name => found.has(name)),
    stale: [...exceptions].filter(name => !found.has(name)),
  }
}

/** The exceptions of a file: a line each; blank lines and lines that begin with # are skipped. */
export function readExceptions(path: string): Set<string> {
  if (!existsSync(path)) return new Set()
  const lines = readFileSync(path, 'utf8').split('\n')
  return new Set(lines.map(line => line.trim()).filter(line => line !== '' && !line.startsWith('#')))
}
