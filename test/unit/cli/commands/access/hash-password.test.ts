import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { describe, test } from 'node:test'
import { compareSync } from 'bcryptjs'
import { parsePasswordHash } from '../../../../../src/web/security/passwords/hash.ts'

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

  test('refuses what would not work as a password', () => {
    for (const [input, args, why] of [
      ['', [], /the password is empty/],
      ['ä'.repeat(37), [], /more than 72 bytes/],
      ['two\nlines', [], /control character/],
      ['secret', ['--cost', '31'], /--cost 31 is not a whole number from 4 to 14/],
    ] as const) {
      const { stdout, stderr, status } = hashPassword(input, ...args)
      assert.match(stderr, why)
      assert.equal(`${status}${stdout}`, '1')
    }
  })
})
