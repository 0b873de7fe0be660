import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { takeCandidates, Unreadable } from '../../../src/events/take.ts'
import { ANY_UNIT } from '../../support/any-text.ts'

const event = (more: object = {}): object => ({
  id: 'a',
  attributes: { 'error.type': 'x' },
  data: { taskType: 'build', deep: [{ n: 1 }] },
  ...more,
})

function whyOf(candidate: unknown): string {
  const [taken] = takeCandidates([candidate])
  return taken instanceof Unreadable ? taken.why : 'taken'
}

describe('taking candidates over', () => {
  test('what is plain is copied, whatever it is', () => {
    const plain = fc.json({ maxDepth: 4 }).filter(json => !json.includes('__proto__'))
    fc.assert(
      fc.property(fc.array(plain, { maxLength: 5 }), all => {
        const parsed = all.map(json => JSON.parse(json))
        assert.deepEqual(takeCandidates(parsed), parsed)
      }),
    )
    const given = event()
    const [taken] = takeCandidates([given])
    assert.deepEqual(taken, given)
    assert.notEqual(taken, given)
  })

  test('text that no store keeps is replaced, wherever it stands', () => {
    fc.assert(
      fc.property(fc.string({ unit: ANY_UNIT }), subject => {
        const [taken] = takeCandidates([{ subject, attributes: { subject }, data: { list: [subject] } }])
        const texts = JSON.stringify(taken).replaceAll('\\\\', '')
        assert.doesNotMatch(texts, /\\u(?:0000|d[89a-f])/)
        assert.equal((taken as { subject: string }).subject.length, subject.length)
      }),
    )
  })

  test('what it says afterwards changes nothing, and each part is read once', () => {
    let reads = 0
    const fickle = (part: string): PropertyDescriptor & ThisType<unknown> => ({
      enumerable: true,
      get: () => {
        reads += 1
        return part
      },
    })
    const given = Object.defineProperties(event({ data: Object.defineProperty({}, 'model', fickle('m')) }), {
      id: fickle('b'),
    })
    const [taken] = takeCandidates([given]) as Array<{ id: string; data: { model: string } }>
    assert.deepEqual([taken?.id, taken?.data.model, taken?.data.model], ['b', 'm', 'm'])
    assert.equal(reads, 2)
  })

  test('two in a row that share their attributes or their data share the copy of them', () => {
    for (const name of ['attributes', 'data'] as const) {
      const shared = { [name]: { a: 'b' } }
      const [one, two] = takeCandidates([event(shared), event(shared)]) as Array<Record<string, unknown>>
      assert.equal(one?.[name], two?.[name], name)
      assert.deepEqual(one?.[name], shared[name], name)
      assert.notEqual(one?.[name], shared[name], name)
    }
  })

  test('one that throws when it is read, or is too large, is left out alone', () => {
    const throwing = Object.defineProperty(event(), 'type', { enumerable: true, get: () => assert.fail() })
    const round: { data: object[] } = { data: [] }
    round.data.push(round)
    const prototype = event({ data: JSON.parse('{"__proto__":{"taskType":"x"}}') })
    assert.equal(whyOf(event()), 'taken')
    assert.match(whyOf(throwing), /throws when it is read/)
    assert.match(whyOf(new Proxy({}, { ownKeys: () => assert.fail() })), /throws when it is read/)
    assert.match(whyOf(round), /nested too deeply/)
    assert.match(whyOf(event({ data: Object.assign([], { length: 1e9 }) })), /too long a list/)
    assert.match(
      whyOf(event({ data: Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [i, i])) })),
      /too many fields/,
    )
    assert.match(whyOf(event({ data: new Uint8Array(1e6) })), /bytes/)
    assert.match(whyOf(prototype), /__proto__/)
    assert.equal(takeCandidates([event(), throwing, event()]).length, 3)
  })

  test('what is no list, or a list of a billion, is nothing of it', () => {
    assert.throws(() => takeCandidates({ length: 1 }), /no list/)
    assert.throws(() => takeCandidates(Object.assign([], { length: 1e9 })), /more than 500000/)
  })
})
