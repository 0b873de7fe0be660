import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import {
  joinLabels,
  LONGEST_VALUE,
  labelSet,
  labelSetWithin,
  labelText,
  labelValue,
  NO_LABELS,
  seriesLabelSet,
  seriesLabelText,
} from '../../../src/exposition/labels.ts'
import { ANY_CHARACTER } from '../../support/any-text.ts'

/** Any row of UTF-16 units, lone surrogates among them. */
const utf16 = fc.array(fc.integer({ min: 0, max: 0xffff })).map(units => String.fromCharCode(...units))

describe('a label value', () => {
  test('that is plain stays as it is', () => {
    for (const text of ['build', 'Prüfung 7', '模型', '🔥', 'a "b" \\ c\nd'])
      assert.equal(labelValue(text), text)
  })

  test('of any text is well-formed, bounded and without control characters', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: ANY_CHARACTER, maxLength: 600 }), utf16), text => {
        const value = labelValue(text)
        assert.ok(value.isWellFormed())
        assert.ok(value.length <= LONGEST_VALUE)
        assert.doesNotMatch(value, /[^\P{Cc}\t\n]/u)
      }),
    )
  })

  test('that had to be changed still differs from others changed alike', () => {
    const values = [
      'a\uD800',
      'a\uDBFF',
      'a\u0000',
      'a\uFFFD',
      `${'x'.repeat(10_000)}1`,
      `${'x'.repeat(10_000)}2`,
    ]
    assert.equal(new Set(values.map(labelValue)).size, values.length)
  })

  test('is not cut between the halves of a surrogate pair', () => {
    assert.ok(labelValue(`${'x'.repeat(190)}${'🔥'.repeat(50)}`).isWellFormed())
    assert.ok(labelValue(`${'x'.repeat(191)}${'🔥'.repeat(50)}`).isWellFormed())
  })
})

describe('a label set', () => {
  test('is written as Prometheus writes it', () => {
    assert.equal(labelSet({ a: 'x', b: 'say "hi"\n\\o/' }).text, '{a="x",b="say \\"hi\\"\\n\\\\o/"}')
  })

  test('without a value is no label set', () => {
    assert.deepEqual(labelSet({ a: '' }), NO_LABELS)
  })

  test('of a series is in the order of its names', () => {
    assert.equal(seriesLabelSet({ model: 'm', claim_type: 'c' }).text, '{claim_type="c",model="m"}')
  })

  test('of a series keeps off names that have a meaning of their own', () => {
    assert.equal(
      seriesLabelSet({ job: '1', 'gen_ai.request.model': '2', __name__: '3', '9lives': '4' }).text,
      '{label_9lives="4",label___name__="3",gen_ai_request_model="2",label_job="1"}',
    )
  })

  test('joined to another is the same as made at once', () => {
    const joined = joinLabels(labelSet({ a: '1' }), labelSet({ b: '"' }))
    assert.deepEqual(joined, labelSet({ a: '1', b: '"' }))
    assert.deepEqual(joinLabels(NO_LABELS, labelSet({ b: '2' })), labelSet({ b: '2' }))
    assert.deepEqual(joinLabels(labelSet({ b: '2' }), NO_LABELS), labelSet({ b: '2' }))
  })

  test('is read back from how it is written', () => {
    const unit = fc.oneof(ANY_CHARACTER, fc.constantFrom('\n', '\\', '"', 'n', ','))
    const texts = fc.array(fc.string({ unit, maxLength: 30 }), { maxLength: 4 })
    fc.assert(
      fc.property(texts, values => {
        const set = labelSet(Object.fromEntries(values.map((value, i) => [`label_${i}`, value])))
        assert.deepEqual(labelSetWithin(set.text.slice(1, -1)), set)
      }),
    )
  })

  test('is written the same with braces and without', () => {
    const labels = { job: '1', a: 'say "hi"\n\\o/', none: '' }
    assert.equal(`{${labelText(labels)}}`, labelSet(labels).text)
    assert.equal(`{${seriesLabelText(labels)}}`, seriesLabelSet(labels).text)
    assert.equal(labelText({ none: '' }), '')
  })
})
