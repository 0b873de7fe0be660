// Loops in every way that is named on the command line, one after the other, each under an owner of its own; prints whom the guard
// has interrupted, and that everything else went on. `--close`: it looks closely; `others` at the end: prints who was interrupted that
// must not be; `ENDING`: where it is written who has ended the process.
import { readFile } from 'node:fs'
import { readFile as readFilePromise } from 'node:fs/promises'
import { createServer } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import type { Interruption } from '../../../src/core/loop-guard/interruption.ts'
import { startLoopGuard } from '../../../src/core/loop-guard/loop-guard.ts'
import { createOwners } from '../../../src/core/loop-guard/owners.ts'

const PATIENCE = 160

const forEver = (): never => {
  for (;;);
}
class Unreadable extends Error {
  override get message(): string {
    return forEver()
  }

  forEver(): void {
    for (;;);
  }
}

const ways: Readonly<Record<string, () => unknown>> = {
  'after an await': async () => {
    await wait(1)
    forEver()
  },
  'in a catch and a finally of its own': async () => {
    await wait(1)
    try {
      forEver()
    } finally {
      forEver()
    }
  },
  'in a timer': () => setTimeout(forEver, 1),
  'in an immediate': () => setImmediate(forEver),
  'in the next tick': () => process.nextTick(forEver),
  'in a callback of the file system': () => readFile('package.json', forEver),
  'in promises that settle at once': async () => {
    for (;;) await Promise.resolve()
  },
  'in a pattern that backtracks': async () => {
    await wait(1)
    return /^(a+)+$/.test(`${'a'.repeat(50)}b`)
  },
  'as an error that nobody can read': async () => {
    await wait(1)
    new Unreadable().forEver()
  },
  'where the stack ends': async () => {
    await wait(1)
    const deeper = (): void => {
      try {
        deeper()
      } catch {
        forEver()
      }
    }
    deeper()
  },
  'waiting for what never comes': async () => {
    await wait(1)
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
  },
}

const named = process.argv.slice(2)
const isClose = named[0] === '--close'
const owners = createOwners()
const heard: Interruption[] = []
const file = process.env.ENDING
const guard = startLoopGuard({
  owners,
  patience: PATIENCE,
  interrupted: one => heard.push(one),
  blocked: () => undefined,
  held: () => undefined,
  filled: () => undefined,
  ending: file === undefined ? null : { file, more: {}, log: { level: 'info', format: 'text' } },
  isClose,
  failed: error => {
    throw error
  },
})
const server = createServer((_, response) => response.end('served')).listen(0, '127.0.0.1')
await new Promise(resolve => server.once('listening', resolve))
const { port } = server.address() as { port: number }

async function interruptedOf(name: string): Promise<string> {
  const way = ways[name]
  if (way === undefined) throw new Error(`no way to loop is named ${name}`)
  owners.under({ kind: 'source', name }, way)
  for (let i = 0; i < 400 && heard.length === 0; i++) await wait(10)
  const [one] = heard.splice(0)
  const served = await (await fetch(`http://127.0.0.1:${port}/`)).text()
  const read = (await readFilePromise('package.json', 'utf8')).includes('"slowburn"')
  return `${one?.owner.kind} ${one?.owner.name}: ${served}, ${read}, ${one?.place}`
}

/** What belongs to slowburn itself, or ends in time, is left alone. */
async function others(): Promise<string> {
  const until = performance.now() + PATIENCE * 4
  while (performance.now() < until);
  owners.under({ kind: 'notifier', name: 'slow' }, () => {
    const end = performance.now() + PATIENCE / 2
    while (performance.now() < end);
  })
  await wait(PATIENCE)
  return `${heard.length} others`
}

for (const name of isClose ? named.slice(1) : named) {
  process.stdout.write(`${await (name === 'others' ? others() : interruptedOf(name))}\n`)
}
await guard.stop()
// The timer that was interrupted would keep the process alive.
process.exit()
