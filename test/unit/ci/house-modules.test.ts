// What the house checks say of modules that do something when they are imported, and of types that are only asserted.
import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { checkHouse } from '../../support/ci/house.ts'
import { temporaryFolder } from '../../support/folder.ts'

/** What is wrong with a checkout of this file alone, opened as a file is. */
function faultsOf(t: { after(done: () => void): void }, path: string, text: string): string {
  const root = temporaryFolder(t)
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), `// It has its use.\n${text}\n`)
  return checkHouse(root).join('\n')
}

for (const text of [
  'export let count = 0',
  'var count = 0',
  'const seen = new Map<string, number>()',
  'const seen: Set<string> = new Set()',
  'export const seen: string[] = []',
  'const seen: Record<string, number> = {}',
  'setInterval(work, 1000)',
  'const timer = setTimeout(work, 1000)',
  "console.log('here')",
  "const heard = process.on('exit', work)",
  "process.env.TZ = 'UTC'",
  "const zone = (process.env.TZ = 'UTC')",
  'const text = await load()',
  "const text = readFileSync('/etc/hostname', 'utf8')",
  "const home = process.env.HOME ?? ''",
  'export const bus = new EventEmitter()',
  'for (const one of [1]) work(one)',
  'if (work) work()',
  'export class Work {\n  static timer = setInterval(work, 1000)\n}',
]) {
  test(`a module that says \`${text}\` is refused`, t => {
    assert.match(faultsOf(t, 'src/core/a.ts', text), /quiet-imports: src\/core\/a\.ts:[23]: /)
  })
}

for (const text of [
  'const KNOWN: ReadonlySet<string> = new Set()',
  "const KNOWN = new Set(['a'])",
  'const cache = new WeakMap<object, string>()',
  'const NONE: readonly string[] = []',
  'export type Kept = { a: string }',
  "if (import.meta.main) process.stdout.write('x')",
]) {
  test(`a module that says \`${text}\` is not refused`, t => {
    assert.equal(faultsOf(t, 'src/core/a.ts', text), '')
  })
}

for (const [kept, written] of [
  ['{ count: 0 }', 'seen.count += 1'],
  ['{ count: 0 }', 'seen.count++'],
  ['{ a: 1 }', 'delete seen.a'],
  ["['']", "seen.push('a')"],
  ["new Map([['a', 1]])", "seen.set('a', 2)"],
] as const) {
  test(`a value of a module, ${kept}, is written to by no function: \`${written}\``, t => {
    const text = `const seen = ${kept}\nexport function a() {\n  ${written}\n}`
    assert.match(faultsOf(t, 'src/core/a.ts', text), /shared-state: src\/core\/a\.ts:4: seen is state/)
    const own = `export function a() {\n  const seen = ${kept}\n  ${written}\n}`
    assert.doesNotMatch(faultsOf(t, 'src/core/a.ts', own), /shared-state/)
    const weak = 'const seen = new WeakMap()\nexport function a(b: object) {\n  seen.set(b, 1)\n}'
    assert.doesNotMatch(faultsOf(t, 'src/core/a.ts', weak), /shared-state/)
  })
}

test('what a function does is done by who calls it, and what a program does it does at once', t => {
  const inside = 'export function a() {\n  let n = 0\n  setInterval(() => n++, 1)\n}'
  assert.doesNotMatch(faultsOf(t, 'src/core/a.ts', inside), /quiet-imports/)
  assert.doesNotMatch(faultsOf(t, 'src/cli/main.ts', 'let n = 0\nwork()'), /quiet-imports/)
})

test('a type that is asserted through unknown is refused, but in tests', t => {
  for (const text of [
    'export const a = b as unknown as number',
    'export const a = (b as unknown) as number',
    'export const a = b as never as number',
  ]) {
    assert.match(faultsOf(t, 'src/core/a.ts', text), /asserted-types: src\/core\/a\.ts:2: /, text)
  }
  const sound = 'export const a = b as number\nexport const c = d as unknown'
  assert.equal(faultsOf(t, 'src/core/a.ts', sound), '')
  assert.equal(faultsOf(t, 'test/support/a.ts', 'export const a = b as unknown as number'), '')
})
