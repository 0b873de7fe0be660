// What the house checks say of tests that test nothing, of checks that are switched off, and of what has one place.
import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { checkHouse } from '../../../.ci/house/check.ts'
import { temporaryFolder } from '../../support/folder.ts'

/** What is wrong with a checkout of these files alone. */
function faultsOf(t: { after(done: () => void): void }, files: Record<string, string>): string {
  const root = temporaryFolder(t)
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return checkHouse(root).join('\n')
}

const sound = '  assert.equal(1, 1)\n'

test('a test file without a test, or without an assertion, is refused', t => {
  const faults = faultsOf(t, {
    'test/unit/core/a.test.ts': '',
    'test/unit/core/b.test.ts': "test('runs', () => {\n  console.log(1)\n})\n",
    'test/unit/core/c.test.ts': `test('runs', () => {\n${sound}})\n`,
  })
  assert.match(faults, /a\.test\.ts has no test/)
  assert.match(faults, /b\.test\.ts:1: this test asserts nothing/)
  assert.doesNotMatch(faults, /c\.test\.ts/)
})

test('each test asserts, itself or by a function that does, in its file or among what tests share', t => {
  const faults = faultsOf(t, {
    'test/support/shared.ts': `export const asks = () => checks()\nfunction checks() {\n${sound}}\nexport const idle = () => 1\n`,
    'test/unit/core/a.test.ts': `test('asserts', () => {\n${sound}})\ntest('does not', () => {\n  idle()\n})\n`,
    'test/unit/core/b.test.ts': `test('own', () => own())\ntest('shared', () => asks())\ntest('handed over', own)\nfunction own() {\n${sound}}\n`,
  })
  assert.equal(faults, 'tests-that-test: test/unit/core/a.test.ts:4: this test asserts nothing')
})

for (const [how, text] of Object.entries({
  'by name': `test.skip('runs', () => {\n${sound}})\n`,
  'as a thing to do': `test.todo('runs')\ntest('x', () => {\n${sound}})\n`,
  'by an option': `test('runs', { skip: true }, () => {\n${sound}})\n`,
  'by a reason that always holds': `test('runs', { skip: 'flaky' }, () => {\n${sound}})\n`,
  'by an option to do': `test('runs', { todo: soon }, () => {\n${sound}})\n`,
  'from within': `test('runs', t => {\n  t.skip('flaky')\n${sound}})\n`,
})) {
  test(`a test that is skipped ${how} is refused`, t => {
    assert.match(
      faultsOf(t, { 'test/unit/core/a.test.ts': text }),
      /say by a condition what the machine must have/,
    )
  })
}

test('a test that is skipped by what the machine has is not', t => {
  const text = `test('runs', { skip: withoutPostgres }, t => {\n  if (disk === null) return t.skip('no disk')\n${sound}})\n`
  assert.equal(faultsOf(t, { 'test/unit/core/a.test.ts': text }), '')
})

test('an assertion that nobody waits for, or whose failure is dropped, is refused', t => {
  const faults = faultsOf(t, {
    'test/unit/core/a.test.ts': "test('runs', () => {\n  assert.rejects(run())\n})\n",
    'test/unit/core/b.test.ts': `test('runs', () => {\n  try {\n  ${sound}  } catch {}\n})\n`,
  })
  assert.match(faults, /a\.test\.ts:2: assert\.rejects is not awaited/)
  assert.match(faults, /b\.test\.ts:2: an assertion whose failure is caught and dropped/)
})

test('a list that is written out and asserted to be of any strings is refused, in each way of saying so', t => {
  const types = ['string[]', 'readonly string[]', 'Array<string>', 'ReadonlyArray<string>']
  const text = types.map((type, i) => `export const a${i} = ['task', 'claim'] as ${type}\n`).join('')
  const faults = faultsOf(t, {
    'src/core/a.ts': `${text}export const b = (['task'] as const) as readonly string[]\nexport const c = [] as string[]\n`,
  })
  assert.deepEqual(
    [...faults.matchAll(/a\.ts:(\d+)/g)].map(([, line]) => line),
    ['1', '2', '3', '4', '5'],
  )
})

test('a comment that switches a check off is refused, wherever it stands', t => {
  // Put together, so that this file has none.
  const ways = [
    ['biome', 'ignore lint: no'],
    ['oxlint', 'disable-next-line x'],
    ['@ts', 'expect-error'],
    ['@ts', 'ignore'],
  ].map(parts => parts.join('-'))
  const text = ways.map((way, i) => `// ${way}\nexport const a${i} = 1\n`).join('')
  const faults = faultsOf(t, { 'src/core/a.ts': `${text}/*\n ${ways[1]} */\n` })
  assert.equal(faults.match(/switches a check off/g)?.length, 5)
})

test('a second escaper and a drawing outside of the charts are refused', t => {
  const faults = faultsOf(t, {
    'src/web/a.ts': "export const a = { '<': '&lt;' }\n",
    'src/web/b.ts': 'export const b = `<svg width="${2}"></svg>`\n',
    'src/delivery/notifiers/toy/message.ts': "export const a = { '<': '&lt;' }\n",
    'src/presentation/charts/c.ts': 'export const c = `<svg width="${2}"></svg>`\n',
  })
  assert.match(faults, /web\/a\.ts:1: a second escaper; use what src\/presentation\/html\.ts offers/)
  assert.match(faults, /web\/b\.ts:1: a drawing/)
  assert.doesNotMatch(faults, /charts\/c\.ts|toy\/message\.ts:\d+: a second escaper/)
})

test('what is no member of its registry has no place among the members', t => {
  const faults = faultsOf(t, {
    'src/web/pages/a.ts': 'export const a = 1\n',
    'src/web/pages/part.ts': 'export const part = 1\n',
    'src/web/pages/members.ts': "import { a } from './a.ts'\nexport const members = [a]\n",
  })
  assert.equal(
    faults,
    'members-only: src/web/pages/part.ts is no member of src/web/pages/members.ts; a part of one belongs into a folder',
  )
})
