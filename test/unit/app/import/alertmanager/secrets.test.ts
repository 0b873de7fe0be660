import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSecrets } from '../../../../../src/app/import/alertmanager/secrets.ts'
import { type Loss, readSections } from '../../../../../src/app/import/alertmanager/section.ts'

test('a secret is what is written, or a variable that is its own for each file', () => {
  const losses: Loss[] = []
  const secrets = createSecrets()
  const of = (text: string, owner: string) => secrets.of(readSections(text, losses), 'key', owner)
  assert.equal(of('key: k\n', 'a'), 'k')
  assert.equal(of('other: k\n', 'a'), null)
  assert.deepEqual(
    [of('key_file: /1\n', 'a/b'), of('key_file: /2\n', 'a-b'), of('key_file: /1\n', 'c')],
    ['${A_B_KEY}', '${A_B_KEY_2}', '${A_B_KEY}'],
  )
  assert.equal(losses.length, 2)
  assert.deepEqual([secrets.isVariable('A_B_KEY_2'), secrets.isVariable('X')], [true, false])
})
