import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { manualClock } from '../../../../src/core/clock.ts'
import { MINUTE } from '../../../../src/core/duration.ts'
import { createSessions, IDLE, isCsrfOf, LONGEST } from '../../../../src/web/security/sessions.ts'
import { NOW } from '../../../support/web/moment.ts'

describe('a session', () => {
  test('lasts for as long as it is used, and no longer than half a day', () => {
    const clock = manualClock(NOW)
    const sessions = createSessions(clock)
    const [idle, used] = [sessions.begin('ann', 'act'), sessions.begin('bob', 'act')]
    for (let passed = 0; passed < LONGEST - IDLE; passed += IDLE - MINUTE) {
      assert.equal(sessions.find(used)?.who, 'bob')
      clock.advance(IDLE - MINUTE)
    }
    assert.equal(sessions.find(idle), null)
    clock.advance(IDLE - MINUTE)
    sessions.find(used)
    clock.advance(IDLE - MINUTE)
    assert.equal(sessions.find(used), null)
  })

  test('is another one each time, ends when it is ended, and room is made for new ones', () => {
    const clock = manualClock(NOW)
    const sessions = createSessions(clock)
    const first = sessions.begin('ann', 'act')
    assert.notEqual(sessions.begin('ann', 'act'), first)
    for (const wrong of ['', 'x', first.slice(1), `${first}a`]) assert.equal(sessions.find(wrong), null)
    sessions.end(first)
    assert.equal(sessions.find(first), null)
    const oldest = sessions.begin('old', 'act')
    clock.advance(MINUTE)
    for (let i = 0; i < 1000; i++) sessions.begin(`p${i}`, 'act')
    assert.equal(sessions.find(oldest), null)
  })

  test('knows the forms that were made for it', () => {
    const sessions = createSessions(manualClock(NOW))
    const [ann, bob] = [sessions.begin('ann', 'act'), sessions.begin('bob', 'act')].map(one =>
      sessions.find(one),
    )
    assert.ok(ann && bob)
    assert.equal(isCsrfOf(ann, ann.csrf), true)
    assert.equal(isCsrfOf(ann, bob.csrf), false)
    assert.equal(isCsrfOf(ann, ''), false)
  })
})
