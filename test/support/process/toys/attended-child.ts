// Parts of all kinds of manners, asked at once from within a command; prints what became of each, and ends like one.
import { readFile } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { type Attendant, attended } from '../../../../src/app/containment/attend.ts'
import { endAfterCommand } from '../../../../src/cli/terminal/signals.ts'
import { messageOf } from '../../../../src/core/errors.ts'

const toys: Readonly<Record<string, (signal: AbortSignal) => Promise<unknown>>> = {
  sound: async () => {
    await wait(5)
    return 'well'
  },
  'sound, and slow to let go': async () => {
    setTimeout(() => {}, 200)
    return 'well'
  },
  'loops after a wait': async () => {
    await wait(5)
    for (;;);
  },
  'leaves a promise that rejects': async () => {
    void Promise.reject(new Error('mine'))
    return 'well'
  },
  'throws in a timer': async () => {
    setTimeout(() => {
      throw new Error('mine')
    }, 50)
    return 'well'
  },
  'leaves a timer running': async () => {
    setInterval(() => {}, 1000)
    return 'well'
  },
  'reads a file': async () => {
    await wait(5)
    return (await readFile('package.json', 'utf8')).length > 0 ? 'well' : 'empty'
  },
  /** A pipe that nobody writes to. */
  'fills the threads': () => Promise.all([1, 2, 3, 4].map(() => readFile(process.env.PIPE ?? ''))),
  'never answers': () => new Promise(() => {}),
  'ends when it is aborted': signal =>
    new Promise((_, reject) => {
      const busy = setInterval(() => {}, 1000)
      signal.addEventListener('abort', () => {
        clearInterval(busy)
        reject(signal.reason)
      })
    }),
}

const names = process.argv.slice(2)
const { signal } = new AbortController()
const ask = async (parts: Attendant, name: string): Promise<[string, string]> => {
  const toy = toys[name] ?? (() => Promise.reject(new Error('no such toy')))
  try {
    return [name, String(await parts.ask({ kind: 'source', name }, signal, toy))]
  } catch (error) {
    return [name, messageOf(error)]
  }
}
const found = await attended(parts => Promise.all(names.map(name => ask(parts, name))), {
  patience: 300,
  longest: 2500,
  idle: 400,
})
process.stdout.write(`${JSON.stringify(Object.fromEntries(found))}\n`)
endAfterCommand(100)
