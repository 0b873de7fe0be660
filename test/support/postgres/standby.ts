// A primary and its streaming standby, in a folder of their own.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { Client } from 'pg'
import { answering, ended, freePort } from './postgres.ts'
import { asServer, findPostgres, serverAccount } from './programs.ts'

export interface Pair {
  primaryUrl: string
  standbyUrl: string
  primary(sql: string): Promise<Array<Record<string, unknown>>>
  standby(sql: string): Promise<Array<Record<string, unknown>>>
  /** Resolves when the standby has replayed all that the primary has written. */
  caughtUp(): Promise<void>
  stop(): Promise<void>
}

/** `further`: settings of both, `wal_level=logical`. */
export async function startStandby(further: readonly string[] = []): Promise<Pair> {
  const binaries = findPostgres()
  if (binaries === null) throw new Error('PostgreSQL is not installed')
  const account = serverAccount()
  const folder = mkdtempSync(join(tmpdir(), 'slowburn-standby-'))
  const [first, second] = ['primary', 'standby'].map(name => join(folder, name)) as [string, string]
  mkdirSync(first)
  if (account !== null) for (const path of [folder, first]) chownSync(path, ...account)
  const run = (program: string, args: string[]): void => {
    const [command, all] = asServer(account, join(binaries, program), args)
    const { status, stderr } = spawnSync(command, all, { encoding: 'utf8', cwd: folder })
    if (status !== 0) throw new Error(`${program} failed: ${stderr}`)
  }
  const start = (data: string, port: number): ChildProcess =>
    spawn(
      ...asServer(account, join(binaries, 'postgres'), [
        '-D',
        data,
        ...[
          `port=${port}`,
          'listen_addresses=127.0.0.1',
          'unix_socket_directories=',
          'fsync=off',
          ...further,
        ].flatMap(s => ['-c', s]),
      ]),
      { stdio: 'ignore', cwd: folder },
    )
  run('initdb', ['-D', first, '-U', 'owner', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'])
  writeFileSync(
    join(first, 'pg_hba.conf'),
    'host all all 127.0.0.1/32 trust\nhost replication all 127.0.0.1/32 trust\n',
  )
  const [primaryPort, standbyPort] = [await freePort(), await freePort()]
  // A copy of the files of a server that has never run is a backup of it: the one tool that is not needed is pg_basebackup.
  cpSync(first, second, { recursive: true, preserveTimestamps: true })
  writeFileSync(join(second, 'standby.signal'), '')
  const upstream = `primary_conninfo = 'host=127.0.0.1 port=${primaryPort} user=owner'\n`
  appendFileSync(join(second, 'postgresql.auto.conf'), upstream)
  chmodSync(second, 0o700)
  if (account !== null) giveTo(second, account)
  const url = (port: number): string => `postgres://owner@127.0.0.1:${port}/postgres`
  const children: ChildProcess[] = []
  const stop = async (): Promise<void> => {
    for (const child of children.reverse()) await ended(child, 'SIGINT')
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    for (const [data, port] of [
      [first, primaryPort],
      [second, standbyPort],
    ] as const) {
      const child = start(data, port)
      children.push(child)
      await answering(url(port), child)
    }
  } catch (error) {
    await stop()
    throw error
  }
  const ask = async (port: number, text: string): Promise<Array<Record<string, unknown>>> => {
    const client = new Client({ connectionString: url(port) })
    await client.connect()
    const result: unknown = await client.query(text).finally(() => client.end())
    return ((Array.isArray(result) ? result.at(-1) : result) as { rows: Array<Record<string, unknown>> }).rows
  }
  return {
    primaryUrl: url(primaryPort),
    standbyUrl: url(standbyPort),
    primary: text => ask(primaryPort, text),
    standby: text => ask(standbyPort, text),
    caughtUp: async () => {
      const [{ lsn } = {}] = await ask(primaryPort, 'SELECT pg_current_wal_lsn()::text AS lsn')
      for (let i = 0; i < 200; i++) {
        const [{ done } = {}] = await ask(
          standbyPort,
          `SELECT pg_last_wal_replay_lsn() >= '${String(lsn)}'::pg_lsn AS done`,
        )
        if (done === true) return
        await wait(50)
      }
      throw new Error('the standby did not catch up')
    },
    stop,
  }
}

function giveTo(folder: string, account: [uid: number, gid: number]): void {
  for (const path of ['', ...readdirSync(folder, { recursive: true, encoding: 'utf8' })]) {
    chownSync(join(folder, path), ...account)
  }
}
