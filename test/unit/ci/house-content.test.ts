// What the house checks say of tests that test nothing, of checks that are switched off, and of what has one place.
import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { checkHouse } from '../../support/ci/house.ts'
import { temporaryFolder } from '../../support/folder.ts'

/** What is wrong with a checkout of these files alone. */
function faultsOf(t: { after(done: () => void): void }, files: Record<string, string>): string {
  const root = temporaryFolder(t)
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), `/* It has its use. */ ${text}`)
  }
  return checkHouse(root).join('\n')
}

const sound = '  assert.equal(run(), 1)\n'

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

for (const [how, text] of Object.entries({
  'under another name': `const maybe = test.skip\nmaybe('runs', () => {\n${sound}})\n`,
  'by a choice': `const one = isFast ? test : test.skip\none('runs', () => {\n${sound}})\n`,
  'in brackets': `test['skip']('runs', () => {\n${sound}})\n`,
  'in brackets that are put together': `test[how]('runs', () => {\n${sound}})\n`,
  'by an import': `import { skip, test } from 'node:test'\ntest('x', () => {\n${sound}})\nskip('runs', () => {\n${sound}})\n`,
  'under a name of its own': `import { test as check } from 'node:test'\ntest('x', () => {\n${sound}})\ncheck.todo('runs')\n`,
  'by a constant': `const OFF = true\ntest('runs', { skip: OFF }, () => {\n${sound}})\n`,
  'by a constant in brief': `const skip = 'flaky'\ntest('runs', { skip }, () => {\n${sound}})\n`,
  'by what is worked out': `test('runs', { skip: !false && 'flaky' }, () => {\n${sound}})\n`,
  'by options that were made before': `const options = { skip: true }\ntest('runs', options, () => {\n${sound}})\n`,
})) {
  test(`a test that is skipped ${how} is refused`, t => {
    assert.match(
      faultsOf(t, { 'test/unit/core/a.test.ts': text }),
      /a\.test\.ts:\d: .*say by a condition what the machine must have/,
    )
  })
}

test('a test under another name is refused, for nobody would see how it is skipped', t => {
  const text = `const maybe = test\nmaybe('runs', () => {\n${sound}})\ntest('x', () => {\n${sound}})\n`
  assert.match(faultsOf(t, { 'test/unit/core/a.test.ts': text }), /a\.test\.ts:1: test under another name/)
})

for (const [how, text] of Object.entries({
  'is in a function that nobody calls': `const check = () => {\n${sound}}\n`,
  'is in a declaration that nobody calls': `function check() {\n${sound}}\n`,
  'is in a function that only calls itself': `const check = () => {\n${sound}check()\n}\n`,
  'is in a function that is named and not called': `const check = () => {\n${sound}}\nvoid check\n`,
  'is in a function that is written and left': `void (() => {\n${sound}})\n`,
  'is called by a name alone': 'assertAll()\n',
})) {
  test(`an assertion that ${how} is none`, t => {
    const named = 'function assertAll() {\n  console.log(1)\n}\n'
    const faults = faultsOf(t, { 'test/unit/core/a.test.ts': `${named}test('runs', () => {\n${text}})\n` })
    assert.match(faults, /a\.test\.ts:4: this test asserts nothing/)
  })
}

test('an assertion in a function that is called, handed on or returned is one', t => {
  const ways = [
    `const check = () => {\n${sound}}\ncheck()\n`,
    `each.forEach(one => {\n${sound}})\n`,
    `const check = () => {\n${sound}}\nrun({ check })\n`,
    `const check = () => {\n${sound}}\nreturn run(() => check())\n`,
    `await (async () => {\n${sound}})()\n`,
    `return { then: () => {\n${sound}} }\n`,
  ]
  const tests = ways.map(text => `test('runs', async () => {\n${text}})\n`).join('')
  assert.equal(faultsOf(t, { 'test/unit/core/a.test.ts': tests }), '')
})

for (const [fault, texts] of Object.entries({
  'what this asserts is known before anything runs': [
    'assert.ok(true)\n',
    "assert('always')\n",
    'assert.equal(1, 1)\n',
    'assert.deepEqual(one, one)\n',
    'assert.notEqual(1, 2)\n',
    'assert.ok(run() !== undefined || true)\n',
    'assert.ok(run)\n',
    'assert.ok([run()])\n',
    'assert.ok(list.length >= 0)\n',
  ],
  'an assertion under a condition that never varies': [
    `if (false) {\n${sound}}\n`,
    `if (OFF) {\n${sound}}\n`,
    'false && assert.equal(run(), 1)\n',
    `while (!true) {\n${sound}}\n`,
    `if (OFF) t.skip('flaky')\n${sound}`,
    `if (run() || true) {\n${sound}}\n`,
  ],
  'an end of the test under a condition that never varies': [
    `if (process.pid > 0) return\n${sound}`,
    `if (!OFF) {\n  return\n}\n${sound}`,
  ],
  'an assertion in a loop over nothing': [
    `for (const one of []) {\n${sound}}\n`,
    `for (const one of [].concat()) {\n${sound}}\n`,
    `for (const one of new Set<string>()) {\n${sound}}\n`,
    `for (const one of [...Object.keys({})]) {\n${sound}}\n`,
    `;[].forEach(one => {\n${sound}})\n`,
  ],
  'a pattern that every text matches': ['assert.match(run(), /.*/)\n', 'assert.match(run(), /^|x/)\n'],
  'what then asserts is awaited by nobody': [
    `run().then(() => {\n${sound}})\n`,
    `void run().then(() => {\n${sound}}).catch(stop)\n`,
  ],
  'process.exit ends the file with its tests': [`process.exit(0)\n${sound}`],
  'an assertion that is never reached': [`return\n${sound}`, `throw done\n${sound}`],
  'assert.rejects is not awaited': ['void assert.rejects(run())\n'],
})) {
  for (const text of texts) {
    test(`${fault}: ${text.split('\n')[0]}`, t => {
      const file = `const OFF = false\nconst run = () => 1\ntest('runs', async t => {\n${text}})\n`
      const faults = faultsOf(t, { 'test/unit/core/a.test.ts': file })
      assert.match(faults, new RegExp(`a\\.test\\.ts:\\d: ${fault}`))
    })
  }
}

test('an assertion that nobody waits for, or whose failure is dropped, is refused', t => {
  const faults = faultsOf(t, {
    'test/unit/core/a.test.ts': "test('runs', () => {\n  assert.rejects(run())\n})\n",
    'test/unit/core/b.test.ts': `test('runs', () => {\n  try {\n  ${sound}  } catch {}\n})\n`,
  })
  assert.match(faults, /a\.test\.ts:2: assert\.rejects is not awaited/)
  assert.match(faults, /b\.test\.ts:2: an assertion whose failure is caught and dropped/)
})

test('a list that is written out and asserted to be of any strings is refused, in each way of saying so', t => {
  const types = [
    'string[]',
    'readonly string[]',
    'Array<string>',
    'ReadonlyArray<string>',
    'Array<string | number>',
  ]
  const text = types.map((type, i) => `export const a${i} = ['task', 'claim'] as ${type}\n`).join('')
  const faults = faultsOf(t, {
    'src/core/a.ts': `${text}export const b = (['task'] as const) as readonly string[]\nexport const c = [] as string[]\n`,
  })
  assert.deepEqual(
    [...faults.matchAll(/a\.ts:(\d+)/g)].map(([, line]) => line),
    ['1', '2', '3', '4', '5', '6'],
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

test('a member of a sealed registry is imported by its registry and by what lies beside it, and by nothing else', t => {
  const folder = 'src/delivery/notifiers'
  const faults = faultsOf(t, {
    [`${folder}/toy/channel.ts`]: 'export const toy = 1\n',
    [`${folder}/toy/message.ts`]: "export type { toy } from './channel.ts'\n",
    [`${folder}/other/channel.ts`]: 'export const other = 1\n',
    [`${folder}/other/message.ts`]: "export { toy } from '../toy/channel.ts'\n",
    [`${folder}/members.ts`]:
      "import { other } from './other/channel.ts'\nimport { toy } from './toy/channel.ts'\nexport const members = [other, toy]\n",
    'src/app/favourite.ts': "export { toy } from '../delivery/notifiers/toy/channel.ts'\n",
    'src/app/part.ts': "export { toy } from '../delivery/notifiers/toy/message.ts'\n",
  })
  assert.deepEqual(faults.match(/sealed-members: \S+/g), [
    'sealed-members: src/app/favourite.ts',
    `sealed-members: ${folder}/other/message.ts`,
  ])
})

test('what is still to be done stands in no comment', t => {
  const faults = faultsOf(t, {
    'src/core/a.ts': `/* ${'TO'}DO: later */\nexport const a = 1 // ${'FIX'}ME\n`,
    'src/core/b.ts': "// A list of what to do.\nexport const b = 'TODO'\n",
  })
  assert.deepEqual(faults.match(/open-ends: \S+/g), [
    'open-ends: src/core/a.ts:1:',
    'open-ends: src/core/a.ts:2:',
  ])
})

test('what is no member of its registry has no place among the members', t => {
  const faults = faultsOf(t, {
    'src/web/pages/a.ts': 'export const a = 1\n',
    'src/web/pages/part.ts': 'export const part = 1\n',
    'src/web/pages/members.ts': "import { a } from './a.ts'\nexport const members = [a]\n",
  })
  assert.equal(
    faults,
    'members-only: src/web/pages/part.ts is no member of src/web/pages/members.ts: if it is one, run `npm run generate`, which says what it lacks; a part of one belongs into a folder',
  )
})
