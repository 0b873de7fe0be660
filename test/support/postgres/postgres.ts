// A real PostgreSQL for tests, from the binaries of this machine, in a folder of its own; PGlite behind its
// socket server where there are none.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { PGlite } from '@electric-sql/pglite'
import { PGLiteSocketServer } from '@electric-sql/pglite-socket'
import { Client } from 'pg'
import { emptyCluster } from './empty-cluster.ts'
import { asServer, findPostgres, serverAccount } from './programs.ts'

export type Engine = 'postgresql' | 'pglite'

export interface TestDatabase {
  engine: Engine
  /** Connects as the owner. */
  url: string
  /** Runs statements as the owner; the rows of the last one come as text. */
  sql(text: string): Promise<Array<Record<string, string | null>>>
  drop(): Promise<void>
}

export interface TestPostgres {
  engine: Engine
  /** An empty database. */
  create(): Promise<TestDatabase>
  stop(): Promise<void>
  /** What may befall a real server; PGlite has none of it. */
  outage?: Outage
}

export interface Outage {
  /** All its processes stand still: connections stay open, and nothing is answered. */
  freeze(): void
  thaw(): void
  /** It is shut down at once, as by a crash, and started again. */
  crash(): Promise<void>
  /** All its processes are killed at any instruction of theirs, and it is started again. */
  kill(): Promise<void>
}

/** Reason to skip a test that needs a real server, or false: for the `skip` option of a test. */
export const withoutPostgres: string | false =
  findPostgres() === null ? 'PostgreSQL (Debian package `postgresql`) is not installed' : false

export const OWNER_PASSWORD = 'owner secret'

/** Starts the real server where it is installed, with further settings (`wal_level=logical`), and PGlite otherwise. */
export async function startPostgres(further: readonly string[] = []): Promise<TestPostgres> {
  const binaries = findPostgres()
  if (binaries === null && process.env.SLOWBURN_REQUIRE_SERVERS === '1') {
    throw new Error('PostgreSQL is required but not installed (Debian package postgresql)')
  }
  return binaries === null ? pgliteServers() : startCluster(binaries, further)
}

/** Those that nobody uses. A start takes half a second of a processor: what one file has used and emptied, the next takes up. */
const idle: PGliteServer[] = []
let kept = true
after(async () => {
  kept = false
  await Promise.all(idle.splice(0).map(server => server.stop()))
})

/**
 * PGlite has one database, so that each that is in use has a server of its own. One that was dropped is emptied and used again, in
 * this process. Statements go over the socket as those of the service do, for its server keeps the transactions of its
 * connections apart.
 */
export function pgliteServers(): TestPostgres {
  const inUse = new Set<TestDatabase>()
  return {
    engine: 'pglite',
    create: async () => {
      const server = idle.pop() ?? (await startPGlite())
      const owner = new Client({ connectionString: server.url, types: AS_TEXT })
      owner.on('error', () => undefined)
      await owner.connect()
      const database: TestDatabase = {
        engine: 'pglite',
        url: server.url,
        sql: text => rowsOf(owner, text),
        drop: async () => {
          inUse.delete(database)
          await owner.query(EMPTY)
          await owner.query('RESET ALL')
          await owner.end()
          if (kept) idle.push(server)
          else await server.stop()
        },
      }
      inUse.add(database)
      return database
    },
    stop: async () => {
      await Promise.all([...inUse].map(database => database.drop()))
    },
  }
}

const EMPTY = `DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' LOOP
    EXECUTE format('DROP SCHEMA %I CASCADE', name);
  END LOOP;
  CREATE SCHEMA public;
  FOR name IN SELECT pubname FROM pg_publication LOOP
    EXECUTE format('DROP PUBLICATION %I', name);
  END LOOP;
  FOR name IN SELECT rolname FROM pg_roles WHERE rolname !~ '^pg_' AND rolname <> current_user LOOP
    EXECUTE format('DROP OWNED BY %I', name);
    EXECUTE format('DROP ROLE %I', name);
  END LOOP;
END $$`

interface PGliteServer {
  url: string
  stop(): Promise<void>
}

async function startPGlite(): Promise<PGliteServer> {
  const db = await PGlite.create({ loadDataDir: await emptyCluster() })
  const port = await freePort()
  const server = new PGLiteSocketServer({ db, port, host: '127.0.0.1', maxConnections: 16 })
  await server.start()
  return {
    url: `postgres://postgres:postgres@127.0.0.1:${port}/postgres`,
    stop: async () => {
      await server.stop()
      await db.close()
    },
  }
}

async function startCluster(binaries: string, further: readonly string[]): Promise<TestPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'slowburn-postgres-'))
  const account = serverAccount()
  const dataFolder = join(folder, 'data')
  const passwordFile = join(folder, 'password')
  mkdirSync(dataFolder)
  writeFileSync(passwordFile, `${OWNER_PASSWORD}\n`)
  if (account !== null) for (const path of [folder, dataFolder, passwordFile]) chownSync(path, ...account)
  const initdb = spawnSync(
    ...asServer(
      account,
      join(binaries, 'initdb'),
      `-D ${dataFolder} -U owner -A scram-sha-256 --pwfile=${passwordFile} -E UTF8 --locale=C --no-sync`.split(
        ' ',
      ),
    ),
    { encoding: 'utf8', cwd: folder },
  )
  if (initdb.status !== 0) throw new Error(`initdb failed: ${initdb.stderr}`)
  const port = await freePort()
  const settings = [
    'listen_addresses=127.0.0.1',
    `port=${port}`,
    'unix_socket_directories=',
    'fsync=off',
    'synchronous_commit=off',
    'full_page_writes=off',
    'shared_buffers=64MB',
    'max_connections=20',
    'TimeZone=America/Caracas',
    ...further,
  ]
  let log = ''
  const launch = (): ChildProcess => {
    const launched = spawn(
      ...asServer(account, join(binaries, 'postgres'), [
        '-D',
        dataFolder,
        ...settings.flatMap(s => ['-c', s]),
      ]),
      { stdio: ['ignore', 'ignore', 'pipe'], cwd: folder },
    )
    launched.stderr?.on('data', chunk => {
      log = `${log}${chunk}`.slice(-20_000)
    })
    return launched
  }
  let child = launch()
  const urlOf = (database: string): string =>
    `postgres://owner:${encodeURIComponent(OWNER_PASSWORD)}@127.0.0.1:${port}/${database}`
  const stop = async (): Promise<void> => {
    await ended(child, 'SIGINT')
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    await answering(urlOf('postgres'), child)
  } catch (error) {
    await stop()
    throw new Error(`postgres did not start: ${log}`, { cause: error })
  }
  const again = async (signal: NodeJS.Signals): Promise<void> => {
    await ended(child, signal)
    child = launch()
    await answering(urlOf('postgres'), child)
  }
  let databases = 0
  return {
    engine: 'postgresql',
    stop,
    outage: {
      freeze: () => signalAll(child, 'SIGSTOP'),
      thaw: () => signalAll(child, 'SIGCONT'),
      crash: () => again('SIGQUIT'),
      kill: () => {
        signalAll(child, 'SIGKILL')
        return again('SIGKILL')
      },
    },
    create: async () => {
      databases++
      const name = `test_${databases}`
      await runSql(urlOf('postgres'), `CREATE DATABASE ${name}`)
      const owner = new Client({ connectionString: urlOf(name), types: AS_TEXT })
      owner.on('error', () => undefined)
      await owner.connect()
      return {
        engine: 'postgresql',
        url: urlOf(name),
        sql: text => rowsOf(owner, text),
        drop: async () => {
          await owner.end()
          // As WITH (FORCE), which PostgreSQL 12 does not have.
          await runSql(
            urlOf('postgres'),
            `ALTER DATABASE ${name} ALLOW_CONNECTIONS false;
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`,
          )
          await runSql(urlOf('postgres'), `DROP DATABASE ${name}`)
        },
      }
    },
  }
}

/** The server and every process that it has started. */
function signalAll({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return
  const { stdout } = spawnSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' })
  for (const one of [pid, ...stdout.split('\n').map(Number).filter(Boolean)]) process.kill(one, signal)
}

async function rowsOf(client: Client, text: string): Promise<Array<Record<string, string | null>>> {
  const result: unknown = await client.query(text)
  const last = Array.isArray(result) ? result.at(-1) : result
  return (last as { rows: Array<Record<string, string | null>> }).rows
}

const AS_TEXT = { getTypeParser: () => (text: string) => text } as never

async function runSql(url: string, text: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.query(text).finally(() => client.end())
}

export async function answering(url: string, child: ChildProcess): Promise<void> {
  let last: unknown
  for (let attempt = 0; attempt < 200 && child.exitCode === null; attempt++) {
    try {
      return await runSql(url, 'SELECT 1')
    } catch (error) {
      last = error
      await wait(50)
    }
  }
  throw last
}

export async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = new Promise(resolve => child.once('exit', resolve))
  child.kill(signal)
  await exit
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
