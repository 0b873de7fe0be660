// Whether a password is the one of a hash, without holding up anything else.
import { Worker } from 'node:worker_threads'
import type { Compared, Comparison } from './bcrypt-worker.ts'
import { matchesScrypt, type PasswordHash } from './hash.ts'

/** Takes some 50 to 100 ms of another thread. Compares in constant time. */
export type PasswordMatcher = (password: string, expected: PasswordHash) => Promise<boolean>

/** The thread for bcrypt is started by the first such password, and keeps no process alive. */
export function createPasswordMatcher(): PasswordMatcher {
  let bcrypt: ((password: string, hash: string) => Promise<boolean>) | null = null
  return (password, expected) => {
    if (expected.kind === 'scrypt') return matchesScrypt(password, expected)
    bcrypt ??= startBcrypt(() => {
      bcrypt = null
    })
    return bcrypt(password, expected.text)
  }
}

interface Waiting {
  resolve(same: boolean): void
  reject(error: Error): void
}

/** `ended` is called when the thread has died: the next password starts another. */
function startBcrypt(ended: () => void): (password: string, hash: string) => Promise<boolean> {
  const file = import.meta.url.endsWith('.ts') ? './bcrypt-worker.ts' : './bcrypt-worker.js'
  const worker = new Worker(new URL(file, import.meta.url), { name: 'bcrypt' })
  const waiting = new Map<number, Waiting>()
  let last = 0
  worker.on('message', ({ id, same }: Compared) => {
    waiting.get(id)?.resolve(same)
    waiting.delete(id)
    if (waiting.size === 0) worker.unref()
  })
  worker.on('error', error => {
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
    ended()
  })
  worker.unref()
  return (password, hash) =>
    new Promise((resolve, reject) => {
      last += 1
      waiting.set(last, { resolve, reject })
      worker.ref()
      worker.postMessage({ id: last, password, hash } satisfies Comparison, [])
    })
}
