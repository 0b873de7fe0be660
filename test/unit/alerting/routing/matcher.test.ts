import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import {
  formatMatcher,
  type Matcher,
  matcherFault,
  matchesLabels,
  parseMatcher,
} from '../../../../src/alerting/routing/matcher.ts'
import type { Labels } from '../../../../src/core/series-key.ts'
import { ANY_CHARACTER } from '../../../support/any-text.ts'
import { cpuTime } from '../../../support/cpu-time.ts'

describe('a matcher', () => {
  test('compares whole values', () => {
    assert.equal(matching('task_type="build"', { task_type: 'build' }), true)
    assert.equal(matching('task_type=build', { task_type: 'builder' }), false)
    assert.equal(matching('task_type!="build"', { task_type: 'review' }), true)
    assert.equal(matching('task_type=~"bu.*|re.*"', { task_type: 'review' }), true)
    assert.equal(matching('task_type=~"bu"', { task_type: 'build' }), false)
    assert.equal(matching('task_type!~"bu.*"', { task_type: 'build' }), false)
  })

  test('takes a label that is not there for an empty one', () => {
    assert.equal(matching('model=""', {}), true)
    assert.equal(matching('model!=""', {}), false)
    assert.equal(matching('model=~".*"', {}), true)
  })

  test('that is none says so', () => {
    for (const text of [
      '',
      'build',
      '="x"',
      '1a="x"',
      'a="x" b="y"',
      'a="x',
      'a=x"',
      'a=~"("',
      `a="${'x'.repeat(600)}"`,
    ]) {
      assert.equal(typeof parseMatcher(text), 'string', text)
    }
  })

  const alertmanager: ReadonlyArray<readonly [string, Labels, boolean, string]> = [
    ['rule=~"slow\\d"', { rule: 'slow1' }, true, 'a backslash that escapes nothing stands for itself'],
    ['path="C:\\\\tmp"', { path: 'C:\\tmp' }, true, 'an escaped backslash is one'],
    ['text="a\\nb"', { text: 'a\nb' }, true, 'a line break is escaped'],
    ['text=~"a.b"', { text: 'a\nb' }, false, 'a dot is no line break'],
    ['text=~"(?s)a.b"', { text: 'a\nb' }, true, 'unless the expression says so'],
    ['rule=~"a|b"', { rule: 'ab' }, false, 'each branch is anchored on both sides'],
    ['rule=~"(?i)BUILD"', { rule: 'build' }, true, 'flags are those of RE2'],
    ['rule = slow tasks', { rule: 'slow tasks' }, true, 'a bare value may have blanks inside'],
    ['"host.name"=~"eu-.*"', { 'host.name': 'eu-1' }, true, 'a name in quotes may have dots'],
    ['rule=~"größe-\\pN+"', { rule: 'größe-1' }, true, 'letters are those of Unicode'],
    ['rule=~""', { rule: '' }, true, 'an empty expression matches the empty value'],
  ]
  for (const [text, labels, expected, why] of alertmanager) {
    test(`${text}: ${why}`, () => assert.equal(matching(text, labels), expected))
  }

  test('uses no more of RE2 than RE2 has: what only a backtracking engine can match is refused', () => {
    for (const value of ['(?=a)b', '(?<!a)b', '(a)\\1', 'a{1001}', '((a{1,100}){1,100})', '(']) {
      assert.match(String(parseMatcher(`a=~"${value}"`)), /RE2|too large/, value)
    }
  })

  test('may name classes of Unicode, in fewer repetitions: each costs as much as dozens of others', () => {
    assert.equal(matching('a=~"\\pL+[.-]\\p{Greek}{1,12}"', { a: 'straße-λόγος' }), true)
    for (const value of ['(a*?\\pL{3}.?){13}', '(\\pL{0,8}){6}', '(\\PL?){30}']) {
      assert.match(String(parseMatcher(`a=~"${value}"`)), /too large/, value)
    }
  })

  test('answers at once on what freezes a backtracking engine', async () => {
    const label = `${'a'.repeat(2000)}!`
    for (const value of ['([a-z0-9]+[.-]?)+', '(a+)+b', '(a|aa)+$', '(.*)*(.*)*(.*)*z', '(a?){20}a{20}']) {
      const { taken } = await cpuTime(() => assert.equal(matching(`a=~"${value}"`, { a: label }), false))
      assert.ok(taken < 200, `${value}: ${taken} ms`)
    }
  })

  test('from elsewhere that is none is named, and matches nothing', () => {
    const broken = { name: 'a', op: '=~', value: '(' } as const
    assert.match(matcherFault(broken) ?? '', /not a regular expression/)
    assert.equal(matchesLabels([broken], { a: '(' }), false)
    assert.match(matcherFault({ ...broken, op: '~' } as unknown as Matcher) ?? '', /not an operator/)
    assert.match(matcherFault({ op: '=' } as unknown as Matcher) ?? '', /no name/)
  })

  test('is refused at once where it is far longer than any matcher', async () => {
    const long = `a=b${' '.repeat(200_000)}c`
    const { taken } = await cpuTime(() =>
      assert.match(String(parseMatcher(long)), /longer than 1500 characters/),
    )
    assert.ok(taken < 200, `${taken} ms`)
  })

  test('never takes what every object has for a label', () => {
    for (const name of ['constructor', 'toString', 'valueOf', 'hasOwnProperty', '__proto__']) {
      assert.equal(matching(`"${name}"=~"a.*"`, {}), false, name)
      assert.equal(matching(`"${name}"=""`, {}), true, name)
      assert.equal(matching(`"${name}"!="x"`, {}), true, name)
      const labels = JSON.parse(`{"${name}": "abc"}`) as Record<string, string>
      assert.equal(matching(`"${name}"=~"a.*"`, labels), true, name)
    }
  })

  test('survives being written and read again', () => {
    const matcher: fc.Arbitrary<Matcher> = fc.record({
      name: fc.stringMatching(/^[a-z_][a-z0-9_]{0,10}$/),
      op: fc.constantFrom('=' as const, '!=' as const),
      value: fc.string({ maxLength: 20, unit: ANY_CHARACTER }),
    })
    fc.assert(fc.property(matcher, one => assert.deepEqual(parseMatcher(formatMatcher(one)), { ...one })))
  })
})

function matching(text: string, labels: Readonly<Record<string, string>>): boolean {
  const matcher = parseMatcher(text)
  assert.ok(typeof matcher === 'object', String(matcher))
  return matchesLabels([matcher], labels)
}
