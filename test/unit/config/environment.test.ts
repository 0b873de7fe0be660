import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { asLiteral, substituted } from '../../../src/config/environment.ts'

test('whatever text is written as a literal reads as itself', () => {
  const piece = fc.constantFrom('$', '{', '}', '${x}', '$${x}', 'x', ' ', '${X_1}')
  fc.assert(
    fc.property(fc.array(piece), pieces => {
      const text = pieces.join('')
      assert.equal(
        substituted(asLiteral(text), name => assert.fail(name)),
        text,
      )
    }),
  )
})

test('a variable that is named stays one', () => {
  const written = asLiteral('${A}${B}', name => name === 'A')
  assert.equal(
    substituted(written, () => 'value'),
    'value${B}',
  )
})
