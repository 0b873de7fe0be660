// Which generated files are not what would be written now. Nothing is written.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** One line a file that is stale, missing, or not in the repository; `texts` by path from the root of the checkout. */
export function faultsOf(root: string, texts: ReadonlyMap<string, string>): string[] {
  const untracked = untrackedIn(root, [...texts.keys()])
  return [...texts].flatMap(([path, text]) => {
    if (!existsSync(join(root, path))) return [`${path} is missing`]
    if (readFileSync(join(root, path), 'utf8') !== text) return [`${path} is stale`]
    return untracked.has(path) ? [`${path} is not in the repository: git add it`] : []
  })
}

/** None where the checkout is no repository. */
function untrackedIn(root: string, paths: readonly string[]): ReadonlySet<string> {
  const args = ['ls-files', '--others', '-z', '--', ...paths]
  const { stdout } = spawnSync('git', args, { cwd: root, encoding: 'utf8' })
  return new Set((stdout ?? '').split('\0'))
}
