// What every preset must be, whichever platform it knows: the suite loops over the registry.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { members } from '../../../../../src/sources/postgres/presets/members.ts'
import { tableWith } from '../../../../support/platforms/tables.ts'

const PAGE = 'docs/reference/sources/postgres.md'
const FILES = new URL('../../../../../src/sources/postgres/presets/', import.meta.url)

/** Tables such as anybody has. */
const STRANGERS = ['customers', 'orders', 'jobs', 'job', 'tasks', 'events', 'users', 'workflow'].map(name =>
  tableWith(name, 'id', 'name', 'email'),
)

const bare = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')

test('every preset has a name of its own', () => {
  const names = members.map(({ name }) => name)
  assert.equal(new Set(names).size, names.length)
})

for (const preset of members) {
  describe(`the preset of ${preset.name}`, () => {
    test('has its row among the platforms of the page', () => {
      const rows = readFileSync(PAGE, 'utf8').split('\n')
      const own = rows.filter(row => row.startsWith(`| ${preset.name} `))
      assert.equal(own.length, 1, `write one row "| ${preset.name} | what is not seen |" in ${PAGE}`)
    })

    test('is a file of its name', () => {
      const own = bare(preset.name)
      assert.ok(
        readdirSync(FILES).some(file => own.endsWith(bare(file.replace('.ts', '')))),
        `no file of ${FILES.pathname} is called so`,
      )
    })

    test('takes no table of a stranger for its own', () => {
      assert.equal(preset.recognise([]), null)
      assert.equal(preset.recognise(STRANGERS), null)
    })
  })
}
