import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { matchesScrypt, parsePasswordHash } from '../../../../../src/web/security/passwords/hash.ts'

// From the documentation of passlib (passlib.hash.scrypt): scrypt.hash("password"). Checked with
// python3 -c "import hashlib; hashlib.scrypt(b'password', salt=..., n=2**16, r=8, p=1, maxmem=2**28, dklen=32)".
const PASSLIB = '$scrypt$ln=16,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E'
const BCRYPT = '$2y$10$QOauhQNbBCuQDKes6eFzPeMqBSjb7Mr5DUmpZ/VcEd00UAV/LDeSi'

describe('the hash of a password', () => {
  test('by scrypt is matched by the password that passlib documents, and by no other', async () => {
    const hash = parsePasswordHash(PASSLIB)
    assert.ok(hash?.kind === 'scrypt')
    assert.equal(await matchesScrypt('password', hash), true)
    assert.equal(await matchesScrypt('Password', hash), false)
    assert.equal(await matchesScrypt('', hash), false)
  })

  test('by bcrypt is taken as htpasswd and the exporter toolkit write it', () => {
    for (const text of [BCRYPT, BCRYPT.replace('2y', '2b'), BCRYPT.replace('2y$10', '2a$04')]) {
      assert.deepEqual(parsePasswordHash(text), { kind: 'bcrypt', text })
    }
  })

  test('is refused where it is too weak, too costly or broken', () => {
    for (const text of [
      PASSLIB.replace('ln=16', 'ln=10'),
      PASSLIB.replace('ln=16', 'ln=24'),
      PASSLIB.replace('r=8', 'r=1'),
      PASSLIB.replace('p=1', 'p=0'),
      PASSLIB.replace('aM15713r3Xsvxbi31lqr1Q', 'aM15'),
      PASSLIB.slice(0, -30),
      BCRYPT.replace('$10$', '$17$'),
      BCRYPT.replace('$10$', '$03$'),
      BCRYPT.replace('2y', '2x'),
      BCRYPT.slice(0, -1),
      `${BCRYPT}\n`,
      'password',
      '',
    ]) {
      assert.equal(parsePasswordHash(text), null, text)
    }
  })
})
