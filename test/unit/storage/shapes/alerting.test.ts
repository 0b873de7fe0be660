import assert from 'node:assert/strict'
import { test } from 'node:test'
import { episodeShape, rateLimitShape, silenceShape } from '../../../../src/storage/shapes/alerting.ts'
import { episodeOf, LEVEL } from '../../../support/alerts/alert-samples.ts'

const FIRING = episodeOf(LEVEL, { id: 'a', state: 'firing' })

test('an episode is told apart by its origin, and what is wrong with it is named', () => {
  assert.equal(episodeShape(FIRING), null)
  assert.match(episodeShape({ ...FIRING, notified: { ann: {} } }) ?? '', /^notified\.ann must have required/)
  assert.match(episodeShape({ ...FIRING, state: 'on fire' }) ?? '', /^state/)
  assert.match(episodeShape({ ...FIRING, origin: 'received' }) ?? '', /labels/)
  assert.match(episodeShape({ ...FIRING, origin: 'elsewhere' }) ?? '', /^origin/)
  assert.match(episodeShape({}) ?? '', /origin/)
})

test('a silence must have matchers that RE2 can read', () => {
  const one = {
    id: 's',
    matchers: [{ name: 'host', op: '=~', value: 'a.*' }],
    startsAt: 0,
    endsAt: 1,
    createdBy: 'ann',
    createdAt: 0,
    comment: '',
  }
  assert.equal(silenceShape(one), null)
  assert.match(silenceShape({ ...one, matchers: [{ name: 'host', op: '=~', value: '(?=a)b' }] }) ?? '', /RE2/)
  assert.match(silenceShape({ ...one, matchers: 'all' }) ?? '', /^matchers/)
})

test('a rate limit holds moments by contact and kind', () => {
  assert.equal(rateLimitShape({ ann: { 'change page': { singles: [1], summaries: [] } } }), null)
  assert.match(rateLimitShape({ ann: 5 }) ?? '', /no state/)
})
