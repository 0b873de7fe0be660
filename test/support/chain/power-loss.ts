// Power that fails: a process is watched by strace, and from its system calls follows what a disk would hold if it
// kept only what had been synced, at any moment. A SIGKILL cannot show that: the kernel still writes what it was given.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import process from 'node:process'

export type Recorded =
  | { kind: 'write'; file: string; at: number; bytes: Buffer }
  | { kind: 'truncate'; file: string; size: number }
  | { kind: 'remove'; file: string }
  | { kind: 'sync'; file: string }
  /** Handed to the network. */
  | { kind: 'sent'; bytes: Buffer }

const CALLS = 'pwrite64,write,fsync,fdatasync,ftruncate,unlink'
const TRACE = ['-f', '-y', '-xx', '-s', '99999999', '-e', `trace=${CALLS}`]

/** False where this machine does not let one process watch another. */
export function mayTrace(): boolean {
  return spawnSync('strace', ['-f', '-e', 'trace=fsync', 'true']).status === 0
}

/** Runs a script to its end; returns what it did to the files of `folder` and to the network, in order. */
export async function record(folder: string, script: string, args: readonly string[]): Promise<Recorded[]> {
  const log = `${folder}.strace`
  const child = spawn('strace', [...TRACE, '-o', log, process.execPath, script, ...args], {
    stdio: 'inherit',
  })
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) throw new Error(`the watched process ended with ${code}`)
  const text = readFileSync(log, 'latin1')
  rmSync(log)
  return wholeCalls(text.split('\n')).flatMap(line => parse(line, folder) ?? [])
}

/** Joins the halves of a call during which another thread made one. */
function wholeCalls(lines: readonly string[]): string[] {
  const begun = new Map<string, string>()
  return lines.flatMap(line => {
    const [, thread = '', call = ''] = /^(\d+) +(.*)$/.exec(line) ?? []
    const unfinished = /^(.*) <unfinished \.\.\.>$/.exec(call)
    if (unfinished !== null) {
      begun.set(thread, unfinished[1] ?? '')
      return []
    }
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(call)
    return resumed === null ? [call] : [(begun.get(thread) ?? '') + resumed[1]]
  })
}

function parse(call: string, folder: string): Recorded | null {
  const [, name = '', rest = ''] = /^(\w+)\((.*)$/.exec(call) ?? []
  const strings = [...rest.matchAll(/[<"]((?:\\x[0-9a-f]{2})*)[>"]/g)].map(([, hex = '']) => unhex(hex))
  const [target = Buffer.alloc(0), bytes = Buffer.alloc(0)] = strings
  const path = target.toString()
  if (name === 'write' && path.startsWith('socket:')) return { kind: 'sent', bytes }
  if (dirname(path) !== folder) return null
  const file = basename(path)
  const number = Number(/, (\d+)\) += /.exec(rest)?.[1])
  if (name === 'pwrite64') return { kind: 'write', file, at: number, bytes }
  if (name === 'ftruncate') return { kind: 'truncate', file, size: number }
  if (name === 'unlink') return { kind: 'remove', file }
  return name === 'fsync' || name === 'fdatasync' ? { kind: 'sync', file } : null
}

function unhex(text: string): Buffer {
  return Buffer.from(text.replaceAll('\\x', ''), 'hex')
}

/** What of the calls since the last sync of a file had reached the disk: any part of them may have. */
export const UNSYNCED = ['nothing', 'everything', 'the last by half', 'every other'] as const
export type Unsynced = (typeof UNSYNCED)[number]

type Change = Exclude<Recorded, { kind: 'sync' | 'sent' }>
export type Disk = Map<string, Buffer>

export function readDisk(folder: string): Disk {
  return new Map(readdirSync(folder).map(name => [name, readFileSync(join(folder, name))]))
}

/** The folder as it is found when the power is back. */
export function writeDisk(folder: string, disk: Disk): void {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  for (const [name, bytes] of disk) writeFileSync(join(folder, name), bytes)
}

/** The disk after so many of the recorded calls. */
export function diskAfter(before: Disk, calls: readonly Recorded[], unsynced: Unsynced): Disk {
  const disk = new Map(before)
  for (const [file, changes] of pendingAfter(calls, synced => apply(disk, synced))) {
    const last = changes.length - 1
    if (unsynced === 'everything') apply(disk, changes)
    if (unsynced === 'every other')
      apply(
        disk,
        changes.filter((_, index) => index % 2 === 0),
      )
    if (unsynced === 'the last by half') apply(disk, [...changes.slice(0, last), ...half(changes[last])])
    if (disk.get(file)?.length === 0) disk.delete(file)
  }
  return disk
}

/** By file, what had been written to it and not yet synced. */
export function pendingAfter(
  calls: readonly Recorded[],
  onSync: (changes: readonly Change[]) => void = () => undefined,
): Map<string, Change[]> {
  const pending = new Map<string, Change[]>()
  for (const call of calls) {
    if (call.kind === 'sent') continue
    if (call.kind === 'sync') {
      onSync(pending.get(call.file) ?? [])
      pending.delete(call.file)
    } else pending.set(call.file, [...(pending.get(call.file) ?? []), call])
  }
  return pending
}

function half(change: Change | undefined): Change[] {
  if (change?.kind !== 'write') return []
  return [{ ...change, bytes: change.bytes.subarray(0, Math.floor(change.bytes.length / 2)) }]
}

function apply(disk: Disk, changes: readonly Change[]): void {
  for (const change of changes) {
    const old = disk.get(change.file) ?? Buffer.alloc(0)
    if (change.kind === 'remove') disk.delete(change.file)
    else if (change.kind === 'truncate') disk.set(change.file, old.subarray(0, change.size))
    else {
      const bytes = Buffer.alloc(Math.max(old.length, change.at + change.bytes.length))
      old.copy(bytes)
      change.bytes.copy(bytes, change.at)
      disk.set(change.file, bytes)
    }
  }
}
