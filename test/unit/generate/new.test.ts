import assert from 'node:assert/strict'
import { cpSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { addMember, kinds } from '../../../generate/new.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { ROOT } from '../../support/process/checkout.ts'

/** The siblings alone, in a folder of their own. */
function copy(t: { after(done: () => void): void }): string {
  const folder = temporaryFolder(t)
  for (const path of Object.values(kinds).flatMap(({ files }) => files)) {
    cpSync(join(ROOT, path), join(folder, path), { recursive: true })
  }
  return folder
}

describe('one more of a kind', () => {
  for (const kind of Object.keys(kinds)) {
    test(`a new ${kind} is a copy of its sibling in which nothing bears the old name`, t => {
      const folder = copy(t)
      const { sibling = '', oneWord = false } = kinds[kind] ?? {}
      const paths = addMember(folder, kind, oneWord ? 'toything' : 'toy-thing')
      assert.ok(paths.length > 0)
      const old = new RegExp(`\\b${sibling}\\b|\\b${sibling.replaceAll('-', '_')}\\b`)
      for (const path of paths) {
        assert.ok(existsSync(join(folder, path)), path)
        assert.match(path, /toy-?thing|ToyThing/)
        if (sibling.includes('-')) assert.doesNotMatch(readFileSync(join(folder, path), 'utf8'), old)
      }
    })
  }

  test('a name is replaced in every way of writing it, and a method of that name is left alone', t => {
    const folder = copy(t)
    addMember(folder, 'source', 'toy')
    const code = readFileSync(join(folder, 'src/sources/toy/toy.ts'), 'utf8')
    assert.match(code, /import \{ type ToyOptions, toyOptions \} from '\.\/options\.ts'/)
    assert.match(code, /expected\.push\(/)
  })

  test('an import names the file and the code its constant, though the sibling of one word writes both alike', t => {
    const folder = copy(t)
    addMember(folder, 'key', 'tick-rate')
    const code = readFileSync(join(folder, 'test/unit/config/keys/tick-rate.test.ts'), 'utf8')
    assert.match(code, /import \{ tickRate \} from '(?:\.\.\/)+src\/config\/keys\/tick-rate\.ts'/)
    assert.match(code, /tickRate\.parse\(undefined\)/)
  })

  test('the folder of its subject may be said', t => {
    const folder = copy(t)
    assert.deepEqual(addMember(folder, 'command', 'toy-top', 'alerts'), [
      'src/cli/commands/alerts/toy-top.ts',
      'test/unit/cli/commands/alerts/toy-top.test.ts',
    ])
  })

  test('nothing is written over, and what cannot be is refused in words', t => {
    const folder = copy(t)
    addMember(folder, 'key', 'toy')
    assert.throws(() => addMember(folder, 'key', 'toy'), /src\/config\/keys\/toy\.ts is there already/)
    assert.throws(
      () => addMember(folder, 'source', 'toy-feed'),
      /toy-feed is not one word, as push is; write toyfeed$/,
    )
    assert.throws(() => addMember(folder, 'toy', 'toy'), /there is no kind toy; known: indicator, /)
    assert.throws(() => addMember(folder, '', ''), /npm run new -- KIND NAME; kinds: indicator, /)
    assert.throws(() => addMember(folder, 'key', ''), /npm run new -- key NAME/)
    assert.throws(() => addMember(folder, 'key', 'hue', 'toys'), /a key has no folder of its subject/)
    assert.throws(() => addMember(folder, 'command', 'hue', '../x'), /is not the name of one folder/)
    assert.throws(
      () => addMember(folder, 'key', 'Toy Key'),
      /Toy Key is not a name in kebab case, such as tick/,
    )
  })
})
