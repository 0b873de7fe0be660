import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { KIND_NAMES, KINDS, kindOf } from '../../../../src/detection/kinds/kinds.ts'

const SENTENCE = ['title', 'state', 'from', 'to', 'size', 'since', 'doubt']

/** What may be asked for in each text of a kind; in any other, nothing. */
const PLACEHOLDERS: Readonly<Record<string, readonly string[]>> = {
  'up.sentence': SENTENCE,
  'down.sentence': SENTENCE,
  instead: ['to'],
  latest: ['latest', 'since'],
  over: ['title', 'latest', 'to'],
  action: ['from', 'until', 'day', 'to'],
}

describe('the registry of kinds', () => {
  for (const name of KIND_NAMES) {
    const kind = kindOf(name)
    test(`${name} is entered under its own name, with words for either direction`, () => {
      assert.equal(kind.name, name)
      for (const { state, sentence, otherwise } of [kind.up, kind.down]) {
        for (const words of [state, sentence, otherwise]) assert.ok(words.length > 0)
        assert.ok(sentence.includes('{title}'))
        assert.ok(sentence.endsWith('.'))
      }
    })

    test(`${name} asks in each of its texts for what is put in there, and for nothing else`, () => {
      for (const [where, text] of textsOf(kind)) {
        const known = PLACEHOLDERS[where] ?? []
        const meant = known.map(one => `{${one}}`).join(', ') || 'none'
        assert.deepEqual(unknown(text, known), [], `${name}.${where} knows ${meant}: ${text}`)
      }
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

/** Every text of it, by its path. */
function textsOf(value: object, under = ''): [string, string][] {
  return Object.entries(value).flatMap(([key, part]): [string, string][] => {
    if (typeof part === 'string') return [[`${under}${key}`, part]]
    return typeof part === 'object' && part !== null ? textsOf(part, `${under}${key}.`) : []
  })
}

/** Whatever stands in braces counts: a placeholder that is written wrong is shown as it is. */
function unknown(template: string, known: readonly string[]): string[] {
  return Array.from(template.matchAll(/\{([^}]*)\}?/g), ([, name = '']) => name).filter(
    name => !known.includes(name),
  )
}
