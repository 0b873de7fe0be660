import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { checkHouse } from '../../../.ci/house/check.ts'
import { temporaryFolder } from '../../support/folder.ts'

/** A checkout with these files; each source file but `untested` gets a test at its mirrored path. */
function checkout(
  t: { after(done: () => void): void },
  files: Record<string, string>,
  untested = '',
): string {
  const root = temporaryFolder(t)
  const tests = Object.keys(files)
    .filter(path => path.startsWith('src/') && path !== untested)
    .map((path): [string, string] => [path.replace('src/', 'test/unit/').replace('.ts', '.test.ts'), ''])
  for (const [path, text] of [...Object.entries(files), ...tests]) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return root
}

const lower = 'export function lower(): number {\n  return 1\n}\n'

test('a checkout that keeps every rule passes', t => {
  const root = checkout(t, {
    'src/core/lower.ts': lower,
    'src/web/upper.ts': `import { lower } from '../core/lower.ts'\nexport const upper = () => lower()\n`,
  })
  assert.deepEqual(checkHouse(root), [])
})

test('an import from a room above is refused, that of a type too', t => {
  const root = checkout(t, {
    'src/core/lower.ts': `import type { Upper } from '../web/upper.ts'\nexport const lower = (u: Upper) => u\n`,
    'src/web/upper.ts': 'export interface Upper {\n  readonly size: number\n}\n',
  })
  assert.deepEqual(checkHouse(root), [
    'layers: src/core/lower.ts -> src/web/upper.ts: web is above core; move what both need down, or hand it in as an argument',
  ])
})

test('a worker file and a lazy import count as imports', t => {
  const root = checkout(t, {
    'src/core/lower.ts': `export const worker = () => new URL('../web/upper.ts', import.meta.url)\n`,
    'src/stats/lazy.ts': `export const lazy = () => import('../web/upper.ts')\n`,
    'src/web/upper.ts': lower,
  })
  assert.equal(checkHouse(root).length, 2)
})

test('a room without a place in the order is refused', t => {
  const root = checkout(t, { 'src/utils/lower.ts': lower })
  assert.match(checkHouse(root).join(), /src\/utils has no place in the order of rooms/)
})

test('the client imports nothing but what Node brings', t => {
  const root = checkout(t, {
    'src/core/lower.ts': lower,
    'src/client/client.ts': `import 'node:http'\nimport 'pg'\nimport '../core/lower.ts'\nexport const send = () => 1\n`,
  })
  assert.deepEqual(
    checkHouse(root).map(line => line.split(': ')[1]),
    ['src/client/client.ts -> pg', 'src/client/client.ts -> src/core/lower.ts'],
  )
})

test('a cycle between a file and a folder beside it is refused, with each import that is part of it', t => {
  const root = checkout(t, {
    'src/web/a.ts': `import './deep/b.ts'\nimport './deep/free.ts'\nexport const a = () => 1\n`,
    'src/web/deep/b.ts': `import '../a.ts'\nexport const b = () => 1\n`,
    'src/web/deep/free.ts': lower,
  })
  assert.deepEqual(
    checkHouse(root).map(line => line.split(' is part')[0]),
    ['cycles: src/web: a.ts -> deep', 'cycles: src/web: deep -> a.ts'],
  )
})

test('a file without a test is refused if it behaves, and not if it only declares types', t => {
  const root = checkout(t, { 'src/core/lower.ts': lower }, 'src/core/lower.ts')
  assert.deepEqual(checkHouse(root), [
    'mirrored-tests: src/core/lower.ts has no test; write test/unit/core/lower.test.ts',
  ])
  const types = checkout(t, { 'src/core/clock.ts': 'export type Now = () => number\n' }, 'src/core/clock.ts')
  assert.deepEqual(checkHouse(types), [])
})

test('a long file, a long function and a full folder are refused', t => {
  const body = '  console.log(1)\n'.repeat(60)
  const many = Object.fromEntries([...Array(13).keys()].map(index => [`src/core/file-${index}.ts`, '']))
  const root = checkout(t, {
    ...many,
    'src/stats/long.ts': `export const long = 1\n${'// a line\n'.repeat(300)}`,
    'src/stats/function.ts': `export function long(): void {\n${body}}\n`,
  })
  assert.deepEqual(checkHouse(root), [
    'file-length: src/stats/long.ts has 301 lines; at most 300: split it by idea',
    'folder-size: src/core holds 13 unlike files; at most 12: group them into folders',
    'function-length: src/stats/function.ts: long has 62 lines; at most 60: split it',
  ])
})
