import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, test } from 'node:test'
import { parse } from 'yaml'
import { tokenCommand } from '../../../../../src/cli/commands/access/token.ts'
import { access } from '../../../../../src/config/access.ts'
import { runCommandHere } from '../../../../support/process/fake-service.ts'

describe('slowburn token', () => {
  test('prints a token once, and lines for the configuration that hold its digest alone', async t => {
    const { stdout, stderr, code } = await runCommandHere(t, tokenCommand, 'ci', '--role', 'act')
    assert.equal(code, 0)
    assert.match(stdout, /^[\w-]{43}\n$/)
    const token = stdout.trim()
    assert.ok(!stderr.includes(token))
    const written = access.parse(parse(stderr.slice(stderr.indexOf('access:'))).access)
    const hash = `sha256:${createHash('sha256').update(token).digest('hex')}`
    assert.deepEqual(written.tokens, [{ name: 'ci', role: 'act', hash }])
  })

  test('says what is wrong with a name or a role', async t => {
    const name = await runCommandHere(t, tokenCommand, 'a b', '--role', 'act')
    const role = await runCommandHere(t, tokenCommand, 'ci', '--role', 'root')
    assert.match(name.stderr, /^slowburn: name: must be 1 to 60 letters/)
    assert.match(role.stderr, /^slowburn: role: /)
    assert.deepEqual([name.code, role.code, name.stdout, role.stdout], [1, 1, '', ''])
  })
})
