import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { KIND_NAMES, KINDS, kindOf } from '../../../../src/detection/kinds/kinds.ts'

const SENTENCE = ['title', 'state', 'from', 'to', 'size', 'since', 'doubt']

describe('the registry of kinds', () => {
  for (const name of KIND_NAMES) {
    const kind = kindOf(name)
    test(`${name} is entered under its own name, with words for either direction`, () => {
      assert.equal(kind.name, name)
      for (const { state, sentence, otherwise } of [kind.up, kind.down]) {
        for (const words of [state, sentence, otherwise]) assert.ok(words.length > 0)
        assert.deepEqual(unknown(sentence, SENTENCE), [])
        assert.ok(sentence.includes('{title}'))
        assert.ok(sentence.endsWith('.'))
      }
    })

    test(`${name} says what to do next and when it is over`, () => {
      assert.deepEqual(unknown(kind.action, ['from', 'until', 'day', 'to']), [])
      assert.deepEqual(unknown(kind.over, ['title', 'latest', 'to']), [])
    })
  }

  test('shows one kind before another, never two at the same rank', () => {
    const ranks = KIND_NAMES.map(name => KINDS[name].rank)
    assert.deepEqual(
      ranks,
      [...new Set(ranks)].toSorted((a, b) => a - b),
    )
    assert.equal(KIND_NAMES[0], 'missing')
  })
})

function unknown(template: string, known: readonly string[]): string[] {
  return Array.from(template.matchAll(/\{(\w+)\}/g), ([, name = '']) => name).filter(
    name => !known.includes(name),
  )
}
