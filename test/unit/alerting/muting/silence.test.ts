import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { faultOf, type Silence, silencedBy } from '../../../../src/alerting/muting/silence.ts'
import { parseMatcher } from '../../../../src/alerting/routing/matcher.ts'
import { HOUR, MINUTE } from '../../../../src/core/duration.ts'
import { T0 } from '../../../support/alerts/alerting.ts'
import { reasons, standing, World } from '../../../support/alerts/deciding.ts'

describe('a silence', () => {
  const silence: Silence = {
    id: 's1',
    matchers: [{ name: 'task_type', op: '=', value: 'build' }],
    startsAt: T0,
    endsAt: T0 + HOUR,
    createdBy: 'ann',
    createdAt: T0,
    comment: '',
  }

  test('keeps an alarm back, which is told at the first look after it', () => {
    const world = new World()
    world.silences = [silence]
    const silent = world.look(T0, standing())
    assert.deepEqual(reasons(silent), [])
    assert.deepEqual(
      silent.muted.map(one => [one.reason, one.by]),
      [['silenced', 's1']],
    )
    assert.deepEqual(reasons(world.look(T0 + HOUR, standing())), ['new'])
  })

  test('of an alarm that came and went leaves nothing to tell', () => {
    const world = new World()
    world.silences = [silence]
    world.look(T0, standing())
    world.look(T0 + MINUTE, [])
    assert.deepEqual(reasons(world.look(T0 + 2 * HOUR, [])), [])
  })

  test('does not keep back the end of what was told', () => {
    const world = new World()
    world.look(T0, standing())
    world.silences = [silence]
    assert.deepEqual(reasons(world.look(T0 + MINUTE, [])), ['resolved'])
  })
})

describe('the matchers of a silence', () => {
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

  for (const [written, isRefused] of [
    [['rule=~"(?s).+"'], true],
    [['alertname=~".+"'], true],
    [['alertname!=""'], true],
    [['indicator=~"[^/].*"', 'rule=~".{2,}"'], true],
    [['severity=~"page|watch"'], true],
    [['slowburn_severity=~".*a.*"', 'x=~".*"'], true],
    [['severity=~"page|watch"', 'task_type="build"'], false],
    [['severity="page"'], false],
    [['rule=~"slow.*"'], false],
    [['rule=~"[a-zA-Z0-9_-]+"'], true],
    [['rule=~"[a-z_]+"'], false],
    [['task_type=~".+"'], false],
  ] as const) {
    test(`${written.join(', ')} ${isRefused ? 'leave nothing out' : 'are about something'}`, () => {
      const matchers = written.map(text => {
        const parsed = parseMatcher(text)
        return typeof parsed === 'string' ? assert.fail(parsed) : parsed
      })
      assert.equal(/everything/.test(faultOf({ ...silence, matchers }) ?? ''), isRefused)
    })
  }

  test('must end after it starts, and have an author', () => {
    assert.match(faultOf({ ...silence, endsAt: T0 }) ?? '', /end after/)
    assert.match(faultOf({ ...silence, createdBy: '' }) ?? '', /author/)
  })
})
