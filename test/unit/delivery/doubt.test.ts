import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Change } from '../../../src/detection/change.ts'
import { doubt, howFast, verdict } from '../../../src/presentation/words.ts'
import { LEVEL, NOW, SLOPE } from '../../support/alert-samples.ts'

const unsure = (change: Change, alternative: Change['alternative']): Change => ({
  ...change,
  kindProbability: 0.6,
  alternative,
})

describe('a kind that cannot be told yet', () => {
  test('is told as what it looks like and what it may as well be', () => {
    assert.match(
      verdict('Failure rate', unsure(LEVEL, 'slope'), 'ratio'),
      /^Failure rate stepped up from .* around .*, or has begun to rise: too early to tell\.$/,
    )
    assert.match(
      verdict('Run time', unsure(SLOPE, 'level'), 'seconds'),
      /^Run time has been rising since .*, or stepped up at once: too early to tell\.$/,
    )
    assert.match(
      verdict('Run time', unsure({ ...LEVEL, direction: 'down' }, 'slope'), 'seconds'),
      /, or has begun to fall: too early to tell\.$/,
    )
  })

  test('between level and spread is told in both directions', () => {
    assert.equal(doubt(unsure(LEVEL, 'variance')), ', or only varies more: too early to tell')
    assert.equal(
      doubt(unsure({ ...LEVEL, kind: 'variance' }, 'slope')),
      ', or its level has moved: too early to tell',
    )
  })

  test('leaves the speed open too', () => {
    assert.equal(howFast(unsure(LEVEL, 'slope'), 'seconds', NOW), 'In one step, or still rising')
    assert.equal(howFast(LEVEL, 'seconds', NOW), 'In one step')
  })

  test('says nothing more once it is sure', () => {
    assert.equal(doubt(LEVEL), '')
    assert.doesNotMatch(verdict('Run time', SLOPE, 'seconds'), /too early/)
  })
})
