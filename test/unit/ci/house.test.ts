import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { checkHouse } from '../../support/ci/house.ts'
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
    .map((path): [string, string] => [
      path.replace('src/', 'test/unit/').replace(/\.[cm]?[jt]s$/, '.test.ts'),
      "test('works', () => assert.equal(run(), 1))\n",
    ])
  for (const [path, text] of [...Object.entries(files), ...tests]) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), `/* It has its use. */ ${text}`)
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

test('code beside the folders that are looked into is refused', t => {
  const root = checkout(t, {
    'src/core/lower.ts': lower,
    'copy/noise/lower.ts': lower,
    'loose.ts': lower,
    'node_modules/other/index.js': lower,
  })
  assert.deepEqual(
    checkHouse(root).map(line => line.replace(/; .*/, '')),
    ['copy', 'loose.ts'].map(
      top => `known-tops: ${top}: code lies in src, test, bench, dashboards, alerts, .ci, generate, bin`,
    ),
  )
})

test('a room without a place in the order is refused', t => {
  const root = checkout(t, { 'src/utils/lower.ts': lower })
  assert.match(checkHouse(root).join(), /src\/utils has no place in the order of rooms/)
})

test('the client stands alone: it imports nothing, and nobody imports it', t => {
  const root = checkout(t, {
    'src/core/lower.ts': lower,
    'src/client/own.ts': lower,
    'src/client/client.ts': `import 'node:http'\nimport 'pg'\nimport '../core/lower.ts'\nimport './own.ts'\nexport const send = () => 1\n`,
    'src/web/upper.ts': `import '../client/client.ts'\nexport const upper = () => 1\n`,
  })
  assert.deepEqual(
    checkHouse(root).map(line => line.split(': ')[1]),
    [
      'src/client/client.ts -> node:http',
      'src/client/client.ts -> pg',
      'src/client/client.ts -> src/core/lower.ts',
      'src/web/upper.ts -> src/client/client.ts',
    ],
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
  const method = checkout(t, { 'src/core/x.ts': 'export const x = { it() {} }\n' }, 'src/core/x.ts')
  assert.match(checkHouse(method).join(), /src\/core\/x\.ts has no test/)
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

test('a folder takes any number of members of a registry, whatever its name, and no more of other files than a few', t => {
  const names = Array.from({ length: 13 }, (_, i) => `toy${i}`)
  const folder = (from: string, of: readonly string[]) =>
    Object.fromEntries(of.map(name => [`src/indicators/${from}/${name}.ts`, `export const ${name} = 1\n`]))
  const members = names.map(name => `import { ${name} } from './toys/${name}.ts'\n`).join('')
  const list = { 'src/indicators/members.ts': `${members}export const members = [${names.join(', ')}]\n` }
  const said = (files: Record<string, string>): string[] =>
    checkHouse(checkout(t, files)).filter(line => line.startsWith('folder-size'))
  assert.deepEqual(said({ ...folder('toys', names), ...list }), [])
  assert.deepEqual(said({ ...folder('toys', names), ...list, ...folder('parts', names) }), [
    'folder-size: src/indicators/parts holds 13 unlike files; at most 12: group them into folders',
  ])
})

/** The rules and the paths that are named for a checkout of these files. */
function named(t: { after(done: () => void): void }, files: Record<string, string>): string[] {
  return checkHouse(checkout(t, files)).map(line => {
    const [, rule, what] = /^([a-z-]+): (\S+(?: -> [^\s:]+)?)/.exec(line) ?? []
    return `${rule} ${what?.replace(/:\d*:?$/, '')}`
  })
}

const upper = { 'src/web/upper.ts': lower }

test('an import counts however it is written, and in whatever kind of file', t => {
  const written = {
    'a.ts': "/* of a page */ import { lower } from '../web/upper.ts'\nexport const a = lower\n",
    'b.ts': "export { lower } from '../web/upper.ts'\n",
    'c.ts': "export type C = import('../web/upper.ts').C\n",
    'd.ts': 'export const d = import(`../web/upper.ts`)\n',
    'e.mts': "import '../web/upper.ts'\n",
    'f.js': "import '../web/upper.ts'\n",
    'g.ts': "const file = '../web/upper.ts'\nexport const g = new URL(file, import.meta.url)\n",
    'h.ts': 'export const h = new URL(`../web/upper${end}`, import.meta.url)\n',
  }
  const files = Object.fromEntries(Object.entries(written).map(([name, text]) => [`src/core/${name}`, text]))
  assert.deepEqual(
    named(t, { ...files, ...upper }),
    Object.keys(files).map(path => `layers ${path} -> src/web/upper.ts`),
  )
})

test('what only looks like an import is none', t => {
  const text = "// import '../web/upper.ts'\nexport const text = `from '../web/upper.ts'`\n"
  assert.deepEqual(named(t, { 'src/core/lower.ts': text, ...upper }), [])
})

test('what hides the name of what is loaded is refused', t => {
  assert.deepEqual(
    named(t, {
      'src/core/a.ts': 'export const a = (room: string) => import(`../${room}/upper.ts`)\n',
      'src/core/b.ts': 'export const b = (name: string) => import(name)\n',
      'src/core/c.ts':
        "import { createRequire } from 'node:module'\nexport const c = createRequire(import.meta.url)\n",
      'src/core/d.cts': "export const d = require('../web/upper.ts')\n",
    }).filter(line => line.startsWith('plain-imports')),
    ['a.ts', 'b.ts', 'c.ts', 'c.ts', 'd.cts'].map(name => `plain-imports src/core/${name}`),
  )
})

test('a name that is read otherwise than it is written counts as what Node.js reads, and is refused', t => {
  const written = {
    'query.ts': "import '../web/upper.ts?x'\n",
    'fragment.ts': "import '../web/upper.ts#x'\n",
    'percent.ts': "import '../%77eb/upper.ts'\n",
    'absolute.ts': "import '/srv/upper.ts'\n",
    'address.ts': "import 'file:///srv/upper.ts'\n",
    'data.ts': "import 'data:text/javascript,1'\n",
    'mapped.ts': "import '#upper'\n",
    'itself.ts': "import 'slowburn/client'\n",
    'doubled.ts': "import '..//web/upper.ts'\n",
    'lazy.ts': "export const lazy = import('../web/upper.ts?x')\n",
  }
  const files = Object.fromEntries(Object.entries(written).map(([name, text]) => [`src/core/${name}`, text]))
  const faults = named(t, { ...files, ...upper })
  for (const path of Object.keys(files)) assert.ok(faults.includes(`plain-imports ${path}`), path)
  for (const name of ['query', 'fragment', 'percent', 'lazy']) {
    assert.ok(faults.includes(`layers src/core/${name}.ts -> src/web/upper.ts`), name)
  }
  assert.deepEqual(
    named(t, { 'src/core/a.ts': "import 'node:fs/promises'\nimport '@grafana/sdk/deep.js'\nimport 'pg'\n" }),
    [],
  )
})

test('what lies outside of src is imported by nothing in it', t => {
  assert.deepEqual(
    named(t, {
      'src/core/a.ts': "import '../../test/support/shared.ts'\n",
      'src/core/b.ts': "export { c } from '../../generate/c.ts'\n",
      'src/core/d.ts': "import '../../elsewhere/absent.ts'\n",
      'test/support/shared.ts': 'export const shared = 1\n',
      'generate/c.ts': 'export const c = 1\n',
    }),
    [
      'layers src/core/a.ts -> test/support/shared.ts',
      'layers src/core/b.ts -> generate/c.ts',
      'layers src/core/d.ts -> elsewhere/absent.ts',
    ],
  )
})

test('a comment that brings in a file or a package is refused, and one that names a library of the language is not', t => {
  const root = checkout(t, {
    'src/core/a.ts': '\n/// <reference path="../web/upper.ts" />\nexport const a = 1\n',
    'src/core/b.ts': '\n/// <reference types="pg" />\nexport const b = 1\n',
    'src/core/c.ts': '\n/// <reference lib="esnext.disposable" />\nexport const c = 1\n',
    'src/web/upper.ts': 'export const upper = 1\n',
  })
  assert.deepEqual(checkHouse(root), [
    'plain-imports: src/core/a.ts:2: a reference in a comment; write an import',
    'plain-imports: src/core/b.ts:2: a reference in a comment; write an import',
  ])
})

test('what loads code otherwise, or makes it of a text, is refused by whatever way it is named', t => {
  const ways = [
    "export const a = process.getBuiltinModule('node:fs')\n",
    'export const { getBuiltinModule: a } = process\n',
    "export const a = process['getBuiltinModule']\n",
    "import { createRequire as load } from 'node:module'\nexport const a = load\n",
    "export const a = eval('1')\n",
    "export const a = new Function('return 1')\n",
    "import { runInThisContext } from 'node:vm'\nexport const a = 1\n",
  ]
  for (const text of ways) {
    assert.match(
      checkHouse(checkout(t, { 'src/core/a.ts': text })).join(),
      /a\.ts:1: \w+ hides what is loaded/,
    )
  }
  const type = 'export interface A {\n  readonly call: Function\n}\n'
  assert.deepEqual(checkHouse(checkout(t, { 'src/core/a.ts': type })), [])
})

test('a file in no room is refused', t => {
  assert.match(
    checkHouse(checkout(t, { 'src/bridge.ts': "export * from './web/upper.ts'\n", ...upper })).join(),
    /src\/bridge\.ts is in no room/,
  )
})

test('a function that is called where it stands, code that runs at once, and other endings have a size too', t => {
  const lines = '  console.log(1)\n'.repeat(61)
  assert.deepEqual(
    named(t, {
      'src/core/called.ts': `export const called = (() => {\n${lines}})()\n`,
      'src/cli/main.ts': `${lines}export {}\n`,
      'src/core/long.mts': 'export const a = 1\n'.repeat(301),
      'test/unit/stats/big.test.ts': `test('is big', () => {\n${'  assert.equal(run(), 1)\n'.repeat(121)}})\n`,
    }),
    [
      'file-length src/core/long.mts',
      'function-length src/cli/main.ts',
      'function-length src/core/called.ts',
      'function-length test/unit/stats/big.test.ts',
    ],
  )
})
