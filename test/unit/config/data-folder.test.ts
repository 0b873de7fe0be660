import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { dataFolderOf } from '../../../src/config/data-folder.ts'
import { loadConfig } from '../../../src/config/load.ts'
import { ConfigError } from '../../../src/core/errors.ts'

const folder = mkdtempSync(join(tmpdir(), 'slowburn-'))
after(() => rmSync(folder, { recursive: true }))

const file = (text: string): string => {
  const path = join(folder, 'slowburn.yml')
  writeFileSync(path, text)
  return path
}

describe('the data folder of a configuration', () => {
  test('is read without the passwords that the rest of the file wants', () => {
    const path = file('data: { folder: /var/lib/slowburn }\nsmtp:\n  password: ${UNSET_PASSWORD}\n')
    assert.equal(dataFolderOf(path, {}), '/var/lib/slowburn')
  })

  test('is below the folder of the file, wherever the command is run, by default too', () => {
    assert.equal(dataFolderOf(file('name: x\n'), {}), join(folder, 'slowburn-data'))
    assert.equal(dataFolderOf(file('data: { folder: ../state }\n'), {}), join(folder, '../state'))
    const sources = 'sources: [{ name: app, type: push, token: 0123456789abcdef, feeds: [task] }]\n'
    assert.equal(loadConfig(file(sources), {}).data.folder, join(folder, 'slowburn-data'))
  })

  test('may name the environment', () => {
    const path = file('data: { folder: "${STATE}/slowburn" }\n')
    assert.equal(dataFolderOf(path, { STATE: '/state' }), '/state/slowburn')
    assert.throws(() => dataFolderOf(path, {}), /needs the environment variable STATE/)
  })

  for (const [what, text] of [
    ['no YAML', 'data: [\n'],
    ['no folder', 'data: { folder: 7 }\n'],
  ] as const) {
    test(`is refused with the way out where the file has ${what}`, () => {
      assert.throws(() => dataFolderOf(file(text), {}), ConfigError)
    })
  }

  test('is refused where there is no file', () => {
    assert.throws(() => dataFolderOf(join(folder, 'none.yml'), {}), /cannot be read/)
  })
})
