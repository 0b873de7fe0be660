import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { createOwners, type Owner } from '../../../../src/core/loop-guard/owners.ts'
import { foundIn, see } from '../../../../src/core/loop-guard/seen.ts'

const toy: Owner = { kind: 'source', name: 'toy' }
const HERE = fileURLToPath(import.meta.url)

describe('what is seen of code that runs', () => {
  test('is whose it is and where, without whoever asks', () => {
    const owners = createOwners()
    const ask = (): ReturnType<typeof see> => see(owners)
    const found = owners.under(toy, () => foundIn(ask()))
    assert.deepEqual(found?.owner, toy)
    const [, line] = new RegExp(`^${HERE}:(\\d+)$`).exec(found?.place ?? '') ?? []
    assert.equal(Number(line), 14)
    assert.equal(foundIn(ask()), null, 'of nobody')
  })

  test('is the innermost line of a file; there may be none', () => {
    const sites = ['node:internal/timers', '', 'file:///toys/a%20toy.ts', '/toys/a.cjs'].map(script => ({
      script,
      line: 7,
    }))
    assert.equal(foundIn({ owner: toy, sites })?.place, '/toys/a toy.ts:7')
    assert.equal(foundIn({ owner: toy, sites: sites.slice(3) })?.place, '/toys/a.cjs:7')
    assert.equal(foundIn({ owner: toy, sites: sites.slice(0, 2) })?.place, 'code of Node.js')
  })
})
