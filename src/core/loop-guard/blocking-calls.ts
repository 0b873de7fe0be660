// Calls into the system that hold up the thread until the system answers: nothing can look into it meanwhile, so whose call it is is
// written down before, where another thread reads it.
import childProcess from 'node:child_process'
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import type { Interruption } from './interruption.ts'
import type { Owner } from './owners.ts'

/** Bytes of a note: the number of the beat at which it was written, its length, and its text. */
const BYTES = 2048
const HEAD = 2

export function createNotes(): SharedArrayBuffer {
  return new SharedArrayBuffer(HEAD * Int32Array.BYTES_PER_ELEMENT + BYTES)
}

export interface BlockingCallsOptions {
  notes: SharedArrayBuffer
  /** As the thread has counted while its loop turns. */
  beat: () => number
  current: () => Owner | null
  /** Learns of a call of a part that has held up the thread for long, once it has ended. */
  onLong: (call: Interruption, seconds: number) => void
  /** Real seconds. */
  long: number
}

/** Until the result is called. What took such a call out of its module before, as `const { readFileSync } = fs`, is not seen. */
export function noteBlockingCalls(options: BlockingCallsOptions): () => void {
  const undo = [...noteCallsOf(fs, 'fs', options), ...noteCallsOf(childProcess, 'child_process', options)]
  syncBuiltinESMExports()
  return () => {
    for (const one of undo) one()
    syncBuiltinESMExports()
  }
}

/** What was under way at that beat; null where nothing was, or where what was interrupted has left its note. */
export function blockingCallAt(notes: SharedArrayBuffer, beat: number): Interruption | null {
  const head = new Int32Array(notes, 0, HEAD)
  const length = Atomics.load(head, 1)
  if (length === 0 || Atomics.load(head, 0) !== beat) return null
  return JSON.parse(textIn(notes).toString('utf8', 0, length)) as Interruption
}

/** What writes down who may be in a call, for `blockingCallAt`: of whoever has a note of its own, this is not read. */
export function noterOf(notes: SharedArrayBuffer, beat: () => number): (owner: Owner | null) => void {
  const head = new Int32Array(notes, 0, HEAD)
  const text = textIn(notes)
  return owner => {
    Atomics.store(head, 0, beat())
    Atomics.store(head, 1, owner === null ? 0 : text.write(JSON.stringify(noteOf(owner, UNSEEN))))
  }
}

/** A call that has no name: of a package of its own, or one that Node.js has elsewhere. */
const UNSEEN = 'a call that nothing can interrupt'

function noteOf({ kind, name }: Owner, place: string): Interruption {
  return { owner: { kind, name: name.slice(0, 200) }, place }
}

type Call = (...given: unknown[]) => unknown

function noteCallsOf(module: object, name: string, options: BlockingCallsOptions): Array<() => void> {
  const calls = module as Record<string, unknown>
  return Object.entries(calls).flatMap(([key, call]) => {
    if (!key.endsWith('Sync') || typeof call !== 'function') return []
    calls[key] = Object.assign(noted(call as Call, `a call of ${name}.${key}`, options), call)
    return [
      () => {
        calls[key] = call
      },
    ]
  })
}

function noted(
  call: Call,
  place: string,
  { notes, beat, current, onLong, long }: BlockingCallsOptions,
): Call {
  const head = new Int32Array(notes, 0, HEAD)
  const text = textIn(notes)
  return function (this: unknown, ...given) {
    const owner = current()
    const now = beat()
    // One of these calls may be made of others.
    const isInner = Atomics.load(head, 1) > 0 && Atomics.load(head, 0) === now
    if (owner === null || isInner) return call.apply(this, given)
    const one = noteOf(owner, place)
    Atomics.store(head, 0, now)
    Atomics.store(head, 1, text.write(JSON.stringify(one)))
    const began = performance.now()
    try {
      return call.apply(this, given)
    } finally {
      Atomics.store(head, 1, 0)
      const seconds = (performance.now() - began) / 1000
      if (seconds >= long) onLong(one, seconds)
    }
  }
}

function textIn(notes: SharedArrayBuffer): Buffer {
  return Buffer.from(notes, HEAD * Int32Array.BYTES_PER_ELEMENT)
}
