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
    const taken = KIND_NAMES.map(name => KINDS[name].rank)
    for (const name of KIND_NAMES) {
      const { rank } = KINDS[name]
      const others = KIND_NAMES.filter(other => other !== name && KINDS[other].rank === rank)
      assert.ok(Number.isSafeInteger(rank) && rank >= 0, `${name}: its rank is a whole number from 0 on`)
      assert.deepEqual(
        others,
        [],
        `${name}: rank ${rank} is that of ${others.join(', ')}; taken are ${taken.join(', ')}, any other is free`,
      )
    }
    assert.equal(KIND_NAMES[0], 'missing', 'a series that is silent is shown as that, before all else')
  })

  test('has words for a state that no other kind has', () => {
    for (const name of KIND_NAMES) {
      for (const direction of ['up', 'down'] as const) {
        const { state } = KINDS[name][direction]
        const others = KIND_NAMES.filter(
          other => other !== name && [KINDS[other].up.state, KINDS[other].down.state].includes(state),
        )
        assert.deepEqual(
          others,
          [],
          `${name} is "${state}", as is ${others.join(', ')}: say what sets it apart`,
        )
      }
    }
  })
})

function unknown(template: string, known: readonly string[]): string[] {
  return Array.from(template.matchAll(/\{(\w+)\}/g), ([, name = '']) => name).filter(
    name => !known.includes(name),
  )
}
