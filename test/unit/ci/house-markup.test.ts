// What the house checks say of HTML that is not made by its tag, and of what is exempt from the length of a function.
import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { checkHouse } from '../../support/ci/house.ts'
import { temporaryFolder } from '../../support/folder.ts'

/** What is wrong with a checkout of one file. */
function faultsOf(t: { after(done: () => void): void }, path: string, text: string): string {
  const root = temporaryFolder(t)
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), `// It has its use.\n${text}`)
  return checkHouse(root).join('\n')
}

for (const [how, text] of Object.entries({
  'a plain string': "export const it = '<b>loud</b>'\n",
  'a template': "export const it = `<li class='x'>${name}</li>`\n",
  'a piece of a tag': "export const it = start + '</table>'\n",
  'a call of the tag': 'export const it = html([text])\n',
  'a call of what the tag calls': 'export const it = Html.join([text], [])\n',
})) {
  test(`HTML in ${how} is refused`, t => {
    assert.match(faultsOf(t, 'src/web/a.ts', text), /^markup: src\/web\/a\.ts:2: /)
  })
}

test('HTML of the tag is not, nor what only has an angle in it', t => {
  const text =
    "export const it = [html`<b>${name}</b>`, `<!doctype html>${html`<p>x</p>`}`, 'a <b', '<file>', '<bold>', `x ${html`<i></i>`}`]\n"
  assert.equal(faultsOf(t, 'src/web/a.ts', text), '')
})

const LONG = Array.from({ length: 62 }, (_, line) => `    use(${line})`).join('\n')

test('a long block of a class is refused', t => {
  const text = `class It {\n  static {\n${LONG}\n  }\n}\nexport { It }\n`
  assert.match(
    faultsOf(t, 'src/web/a.ts', text),
    /function-length: src\/web\/a\.ts: .* has 64 lines; at most 60/,
  )
})

test('a function that calls something of the name of what groups tests is long all the same', t => {
  const text = `export function it() {\n  describe('x', () => {\n${LONG}\n  })\n}\n`
  assert.match(faultsOf(t, 'src/web/a.ts', text), /function-length: src\/web\/a\.ts: it has 66 lines/)
})
