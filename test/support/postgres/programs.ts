// The programs of a PostgreSQL, and the account under which they run.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Folder of the programs of a PostgreSQL: `SLOWBURN_POSTGRES_BIN`, else of the newest installed, or null. TEST_WITHOUT_POSTGRES=1
 * acts as if there were none.
 */
export function findPostgres(): string | null {
  if (process.env.TEST_WITHOUT_POSTGRES === '1') return null
  const given = process.env.SLOWBURN_POSTGRES_BIN
  if (given !== undefined) {
    if (existsSync(join(given, 'initdb'))) return given
    throw new Error(`SLOWBURN_POSTGRES_BIN is ${given}, where there is no initdb`)
  }
  const root = '/usr/lib/postgresql'
  const versions = existsSync(root) ? readdirSync(root).map(Number).filter(Number.isFinite) : []
  const folders = versions.sort((a, b) => b - a).map(version => join(root, String(version), 'bin'))
  return folders.find(folder => existsSync(join(folder, 'initdb'))) ?? null
}

/** Of that PostgreSQL; null: there is none. */
export function majorVersion(): number | null {
  const programs = findPostgres()
  if (programs === null) return null
  const { stdout } = spawnSync(join(programs, 'postgres'), ['--version'], { encoding: 'utf8' })
  return Number(/\d+/.exec(stdout)?.[0])
}

/** The server refuses to run as root: user and group of the package's own account, or of nobody where there is none. */
export function serverAccount(): [uid: number, gid: number] | null {
  if (process.getuid?.() !== 0) return null
  const user = spawnSync('id', ['postgres']).status === 0 ? 'postgres' : 'nobody'
  return [idOf('-u', user), idOf('-g', user)]
}

function idOf(flag: string, user: string): number {
  return Number(spawnSync('id', [flag, user], { encoding: 'utf8' }).stdout)
}

export function asServer(
  account: [number, number] | null,
  program: string,
  args: string[],
): [string, string[]] {
  if (account === null) return [program, args]
  const [uid, gid] = account
  return ['setpriv', [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', program, ...args]]
}
