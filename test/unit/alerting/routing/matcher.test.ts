import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { faultOf, type Silence, silencedBy } from '../../../../src/alerting/muting/silence.ts'
import {
  formatMatcher,
  type Matcher,
  matchesLabels,
  parseMatcher,
} from '../../../../src/alerting/routing/matcher.ts'
import { T0 } from '../../../support/alerting.ts'

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
    for (const text of ['', 'build', '="x"', '1a="x"', 'a="x" b="y"', 'a=~"("', `a="${'x'.repeat(600)}"`]) {
      assert.equal(typeof parseMatcher(text), 'string', text)
    }
  })

  test('survives being written and read again', () => {
    const matcher: fc.Arbitrary<Matcher> = fc.record({
      name: fc.stringMatching(/^[a-z_][a-z0-9_]{0,10}$/),
      op: fc.constantFrom('=' as const, '!=' as const),
      value: fc.string({ maxLength: 20 }),
    })
    fc.assert(fc.property(matcher, one => assert.deepEqual(parseMatcher(formatMatcher(one)), { ...one })))
  })
})

describe('a silence', () => {
  const silence: Silence = {
    id: 's1',
    matchers: [{ name: 'task_type', op: '=', value: 'build' }],
    startsAt: T0,
    endsAt: T0 + 100,
    createdBy: 'ann',
    createdAt: T0,
    comment: 'migration',
  }

  test('covers what all its matchers match, from its start to before its end', () => {
    const labels = { task_type: 'build' }
    assert.equal(silencedBy([silence], labels, T0 - 1), null)
    assert.equal(silencedBy([silence], labels, T0)?.id, 's1')
    assert.equal(silencedBy([silence], labels, T0 + 100), null)
    assert.equal(silencedBy([silence], { task_type: 'review' }, T0), null)
  })

  test('without a matcher covers nothing, and is refused', () => {
    assert.equal(silencedBy([{ ...silence, matchers: [] }], {}, T0), null)
    assert.match(faultOf({ ...silence, matchers: [] }) ?? '', /at least one matcher/)
  })

  test('that would cover everything is refused', () => {
    assert.match(
      faultOf({ ...silence, matchers: [{ name: 'x', op: '=~', value: '.*' }] }) ?? '',
      /everything/,
    )
    assert.match(faultOf({ ...silence, matchers: [{ name: 'x', op: '!=', value: 'y' }] }) ?? '', /everything/)
    assert.equal(faultOf(silence), null)
  })

  test('must end after it starts, and have an author', () => {
    assert.match(faultOf({ ...silence, endsAt: T0 }) ?? '', /end after/)
    assert.match(faultOf({ ...silence, createdBy: '' }) ?? '', /author/)
  })
})

function matching(text: string, labels: Readonly<Record<string, string>>): boolean {
  const matcher = parseMatcher(text)
  assert.ok(typeof matcher === 'object', String(matcher))
  return matchesLabels([matcher], labels)
}
