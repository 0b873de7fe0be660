import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { describe, test } from 'node:test'

const SCRIPT = `
  import { askHidden } from ${JSON.stringify(new URL('../../../../src/cli/terminal/ask-hidden.ts', import.meta.url).href)}
  console.log('got ' + (await askHidden('Password: ')).length)`

describe('asking for a hidden line', () => {
  test('shows the question and never what is typed', () => {
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', SCRIPT], {
      input: 'secret\n',
      encoding: 'utf8',
    })
    assert.equal(stdout, 'got 6\n')
    assert.equal(stderr, 'Password: \n')
  })
})
