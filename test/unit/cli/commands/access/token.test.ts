import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, test } from 'node:test'
import { parse } from 'yaml'
import { access } from '../../../../../src/config/access.ts'
import { runCommand } from '../../../../support/process/command.ts'

describe('slowburn token', () => {
  test('prints a token once, and lines for the configuration that hold its digest alone', async () => {
    const { stdout, stderr, code } = await runCommand(['token', 'ci', '--role', 'act'])
    assert.equal(code, 0)
    assert.match(stdout, /^[\w-]{43}\n$/)
    const token = stdout.trim()
    assert.ok(!stderr.includes(token))
    const written = access.parse(parse(stderr.slice(stderr.indexOf('access:'))).access)
    const hash = `sha256:${createHash('sha256').update(token).digest('hex')}`
    assert.deepEqual(written.tokens, [{ name: 'ci', role: 'act', hash }])
  })

  test('says what is wrong with a name or a role', async () => {
    const [name, role] = await Promise.all([
      runCommand(['token', 'a b', '--role', 'act']),
      runCommand(['token', 'ci', '--role', 'root']),
    ])
    assert.match(name.stderr, /^slowburn: name: must be 1 to 60 letters/)
    assert.match(role.stderr, /^slowburn: role: /)
    assert.deepEqual([name.code, role.code, name.stdout, role.stdout], [1, 1, '', ''])
  })
})
