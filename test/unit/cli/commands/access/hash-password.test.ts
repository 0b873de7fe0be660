import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { Readable } from 'node:stream'
import { describe, type TestContext, test } from 'node:test'
import { compareSync } from 'bcryptjs'
import { hashPasswordCommand } from '../../../../../src/cli/commands/access/hash-password.ts'
import { parsePasswordHash } from '../../../../../src/web/security/passwords/hash.ts'
import { runCommandHere } from '../../../../support/process/fake-service.ts'

function hashPassword(input: string, ...args: string[]) {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['src/cli/main.ts', 'hash-password', ...args],
    { input, encoding: 'utf8' },
  )
  return { stdout, stderr, status }
}

describe('slowburn hash-password', () => {
  test('prints a hash that the log-in accepts, of what is piped in', () => {
    const { stdout, stderr, status } = hashPassword('Prüfung: 1\n', '--cost', '4')
    assert.equal(`${status}${stderr}`, '0')
    assert.match(stdout, /^\$2b\$04\$[./A-Za-z0-9]{53}\n$/)
    assert.ok(compareSync('Prüfung: 1', stdout.trim()))
    assert.notEqual(parsePasswordHash(stdout.trim()), null)
  })

  const hashHere = (t: TestContext, input: string, ...args: string[]) => {
    t.mock.getter(process, 'stdin', () => Readable.from([Buffer.from(input)]))
    return runCommandHere(t, hashPasswordCommand, ...args)
  }

  test('refuses what would not work as a password', async t => {
    for (const [input, args, why] of [
      ['', [], /the password is empty/],
      ['ä'.repeat(37), [], /more than 72 bytes/],
      ['two\nlines', [], /control character/],
      ['secret', ['--cost', '31'], /--cost 31 is not a whole number from 4 to 14/],
    ] as const) {
      const { stdout, stderr, code } = await hashHere(t, input, ...args)
      assert.match(stderr, why)
      assert.equal(`${code}${stdout}`, '1')
    }
  })
})
