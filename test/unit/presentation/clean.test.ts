import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { clean, cleanUrl, harmless, keepTogether, maskAddresses } from '../../../src/presentation/clean.ts'
import { ANY_CHARACTER } from '../../support/any-text.ts'
import { cpuTime } from '../../support/cpu-time.ts'

describe('foreign text', () => {
  test('is one line of bounded length, without what steers the display', () => {
    assert.equal(clean('a\nb\u202ec\u0000 d'), 'a bc d')
    assert.equal(clean('abcdef', 4), 'abc…')
    fc.assert(
      fc.property(fc.string({ unit: ANY_CHARACTER }), text => {
        const shown = clean(text, 50)
        assert.ok([...shown].length <= 50)
        assert.doesNotMatch(shown, /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u)
      }),
    )
  })

  test('keeps its lines and its length where that is asked for', () => {
    assert.equal(harmless(`a\u0000\u001b b\n\u202e${'c'.repeat(300)}`), `a  b\n${'c'.repeat(300)}`)
  })

  test('is an address only where a browser may follow it', () => {
    assert.equal(cleanUrl('https://example.org/a b'), 'https://example.org/a%20b')
    for (const text of ['javascript:alert(1)', 'https://ann:secret@example.org/', 'example.org', '', null]) {
      assert.equal(cleanUrl(text), null)
    }
  })

  test('keeps a number and its unit on one line', () => {
    assert.equal(
      keepTogether('from 45 s to 61 s, Mon 16 Nov'),
      'from 45\u00a0s to 61\u00a0s, Mon\u00a016\u00a0Nov',
    )
  })
})

describe('an e-mail address', () => {
  test('is masked wherever it stands, but for its first letter and its domain', () => {
    assert.equal(
      maskAddresses('ann.lee+x@mail.example.org: 550 <ann.lee+x@mail.example.org> unknown'),
      'a…@mail.example.org: 550 <a…@mail.example.org> unknown',
    )
    assert.equal(maskAddresses('Zoë@exämple.org'), 'Z…@exämple.org')
    assert.equal(
      maskAddresses('webhook:oncall, chart@slowburn, 5 @ 3'),
      'webhook:oncall, chart@slowburn, 5 @ 3',
    )
  })

  test('is masked in linear time', async () => {
    const { taken } = await cpuTime(() => {
      maskAddresses('a'.repeat(50_000))
      maskAddresses(`${'a@'.repeat(20_000)}`)
      maskAddresses(`x@${'a.'.repeat(20_000)}`)
    })
    assert.ok(taken < 2000, `${taken} ms`)
  })
})
