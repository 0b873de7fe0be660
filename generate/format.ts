// Formats files that were written here, as the lint wants them: names of any length, imports in order.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

/** Paths are from the root of the checkout; those that are no code stay as they are. */
export function formatFiles(root: string, paths: readonly string[]): void {
  const code = paths.filter(path => path.endsWith('.ts'))
  if (code.length === 0) return
  const biome = join(root, 'node_modules/.bin/biome')
  const { status, stderr, error } = spawnSync(biome, ['check', '--write', ...code], {
    cwd: root,
    encoding: 'utf8',
  })
  if (error !== undefined)
    throw new Error(`what was written cannot be formatted: run npm ci (${error.message})`)
  if (status !== 0) throw new Error(`what was written cannot be formatted: ${stderr}`)
}
