import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { describe, type TestContext, test } from 'node:test'
import { compareSync } from 'bcryptjs'
import { hashPasswordCommand } from '../../../../../src/cli/commands/access/hash-password.ts'
import { parsePasswordHash } from '../../../../../src/web/security/passwords/hash.ts'
import { runCommandHere } from '../../../../support/process/fake-service.ts'

/** Run with this on its standard input, which is no terminal. */
function hashPassword(t: TestContext, input: string, ...args: string[]) {
  t.mock.getter(process, 'stdin', () => Readable.from([Buffer.from(input)]))
  return runCommandHere(t, hashPasswordCommand, ...args)
}

describe('slowburn hash-password', () => {
  test('prints a hash that the log-in accepts, of what is piped in', async t => {
    const { stdout, stderr, code } = await hashPassword(t, 'Prüfung: 1\n', '--cost', '4')
    assert.equal(`${code}${stderr}`, '0')
    assert.match(stdout, /^\$2b\$04\$[./A-Za-z0-9]{53}\n$/)
    assert.ok(compareSync('Prüfung: 1', stdout.trim()))
    assert.notEqual(parsePasswordHash(stdout.trim()), null)
  })

  test('refuses what would not work as a password', async t => {
    for (const [input, args, why] of [
      ['', [], /the password is empty/],
      ['ä'.repeat(37), [], /more than 72 bytes/],
      ['two\nlines', [], /control character/],
      ['secret', ['--cost', '31'], /--cost 31 is not a whole number from 4 to 14/],
    ] as const) {
      const { stdout, stderr, code } = await hashPassword(t, input, ...args)
      assert.match(stderr, why)
      assert.equal(`${code}${stdout}`, '1')
    }
  })
})
