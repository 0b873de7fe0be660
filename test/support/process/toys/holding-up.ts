// Loaded before the command line: sources of type jsonl that wait for something and then hold up everything, each in the way that the
// beginning of its name says.
import { execSync } from 'node:child_process'
import { readFile, readFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { jsonl } from '../../../../src/sources/jsonl/jsonl.ts'

const forEver = (): never => {
  for (;;);
}

const COUNTING = 'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c)'

const WAYS: Readonly<Record<string, () => unknown>> = {
  loops: forEver,
  /** For less than it would be interrupted for, again and again. */
  hogs: () => {
    const until = performance.now() + 4000
    while (performance.now() < until);
    return new Promise(() => setTimeout(WAYS.hogs ?? forEver, 50))
  },
  'loops-twice': () => {
    setTimeout(forEver, 10)
    setTimeout(forEver, 20)
    return new Promise(() => undefined)
  },
  /** A pipe that nobody writes to. */
  blocks: () => readFileSync(process.env.PIPE ?? ''),
  /** The same, in the threads that all share. */
  fills: () => {
    for (let i = 0; i < 4; i++) readFile(process.env.PIPE ?? '', () => undefined)
  },
  /** In code of SQLite, by a call that bears no name of blocking. */
  queries: () => new DatabaseSync(':memory:').exec(`${COUNTING} SELECT count(*) FROM c`),
  dawdles: () => execSync('sleep 6'),
}

const { create } = jsonl
const holdsUp: typeof create = (settings, deps) => {
  const source = create(settings, deps)
  const [kind = ''] = settings.name.split('.')
  const way = WAYS[kind]
  if (way === undefined) return source
  const next = async (): Promise<IteratorReturnResult<undefined>> => {
    await new Promise(resolve => setTimeout(resolve, 10))
    await way()
    return { done: true, value: undefined }
  }
  return { ...source, pull: () => ({ [Symbol.asyncIterator]: () => ({ next }) }) }
}
Object.assign(jsonl, { create: holdsUp })
