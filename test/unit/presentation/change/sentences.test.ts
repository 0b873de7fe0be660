import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Change, ChangeKind } from '../../../../src/detection/change.ts'
import { KIND_NAMES } from '../../../../src/detection/kinds/kinds.ts'
import {
  acceptance,
  doubt,
  measured,
  nextAction,
  projected,
  recovery,
  stateOf,
  verdict,
} from '../../../../src/presentation/change/sentences.ts'
import { LEVEL, SERIES, SLOPE } from '../../../support/alerts/alert-samples.ts'

const unsure = (change: Change, alternative: Change['alternative']): Change => ({
  ...change,
  kindProbability: 0.6,
  alternative,
})

/** As they were approved: going up, going down. */
const STATES: Readonly<Record<string, readonly [string, string]>> = {
  missing: ['silent', 'silent'],
  stuck: ['stuck at one value', 'stuck at one value'],
  burst: ['far above its usual range', 'far below its usual range'],
  level: ['stepped up', 'stepped down'],
  slope: ['rising', 'falling'],
  variance: ['more variable', 'less variable'],
  hour: ['higher at one hour of the day', 'lower at one hour of the day'],
  tail: ['with a heavier upper tail', 'with a heavier lower tail'],
}

const VERDICTS: Readonly<Record<string, string>> = {
  missing: 'Run time has been silent since Mon 16 Nov 04:00 UTC.',
  stuck: 'Run time has been stuck at 61.1 s since Mon 16 Nov 04:00 UTC.',
  burst:
    'Run time has been far above its usual range since Mon 16 Nov 04:00 UTC: usual then 45.2 s, up to 61.1 s (+35 %).',
  level: 'Run time stepped up from 45.2 s to 61.1 s (+35 %) around Mon 16 Nov 04:00 UTC.',
  slope: 'Run time has been rising since Mon 16 Nov 04:00 UTC, from 45.2 s to 61.1 s (+35 %).',
  variance:
    'Run time has been more variable since Mon 16 Nov 04:00 UTC: its spread went from 45.2 s to 61.1 s (+35 %).',
  hour: 'Run time has been higher at one hour of the day since Mon 16 Nov 04:00 UTC, 45.2 s to 61.1 s (+35 %).',
  tail: 'Run time has had more high outliers since Mon 16 Nov 04:00 UTC: its outer 2 % went from 45.2 s to 61.1 s (+35 %).',
}

describe('a change in words', () => {
  test('has one state for each kind and direction, on pages, in mails and in alerts', () => {
    for (const [kind, [up, down]] of Object.entries(STATES)) {
      assert.equal(stateOf({ kind: kind as ChangeKind, direction: 'up' }), up)
      assert.equal(stateOf({ kind: kind as ChangeKind, direction: 'down' }), down)
    }
  })

  test('is a sentence of its own for each kind', () => {
    for (const [kind, sentence] of Object.entries(VERDICTS)) {
      assert.equal(verdict('Run time', { ...LEVEL, kind: kind as ChangeKind }, 'seconds'), sentence)
    }
  })

  for (const kind of KIND_NAMES) {
    test(`of kind ${kind} is a whole sentence with its title, every placeholder filled, and none of another kind`, () => {
      for (const direction of ['up', 'down'] as const) {
        const said = verdict('Run time', { ...LEVEL, kind, direction }, 'seconds')
        assert.match(said, /^Run time .*[^ ]\.$/)
        assert.doesNotMatch(said, /[{}]|undefined|NaN/)
        for (const other of KIND_NAMES.filter(name => name !== kind)) {
          const theirs = verdict('Run time', { ...LEVEL, kind: other, direction }, 'seconds')
          assert.notEqual(said, theirs, `${kind} says what ${other} says`)
        }
      }
    })
  }

  test('never reads a name as a template', () => {
    assert.match(verdict('Run time of {to}', LEVEL, 'seconds'), /^Run time of \{to\} stepped up/)
    assert.match(verdict('Run time of $&', LEVEL, 'seconds'), /^Run time of \$& stepped up/)
  })

  test('says what its figures are values of, where that is not the level', () => {
    assert.equal(measured(LEVEL), null)
    assert.equal(measured({ kind: 'variance' }), 'Spread')
    assert.equal(measured({ kind: 'tail' }), 'Outer 2 %')
  })
})

describe('a kind that cannot be told apart yet', () => {
  test('is given as what it looks like and what it may as well be', () => {
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

  test('between level and spread is given in both directions', () => {
    assert.equal(doubt(unsure(LEVEL, 'variance')), ', or only varies more: too early to tell')
    assert.equal(
      doubt(unsure({ ...LEVEL, kind: 'variance' }, 'slope')),
      ', or its level has moved: too early to tell',
    )
  })

  test('says nothing more once it is sure', () => {
    assert.equal(doubt(LEVEL), '')
    assert.doesNotMatch(verdict('Run time', SLOPE, 'seconds'), /too early/)
  })
})

describe('what comes after a change', () => {
  test('is its end, with the latest value where there is one', () => {
    assert.equal(
      recovery('Run time', LEVEL, 'seconds', 46),
      'Run time is back to normal: latest 46 s, after 61.1 s.',
    )
    assert.equal(
      recovery('Run time', { ...LEVEL, kind: 'missing' }, 'seconds', null),
      'Run time reports again.',
    )
  })

  test('or that somebody has accepted it, with the level where that is what was accepted', () => {
    assert.equal(
      acceptance('Run time', LEVEL, 'seconds', 'ann'),
      'Run time counts as normal as it is now: 61.1 s. ann has accepted it.',
    )
    assert.equal(
      acceptance('Run time', { ...LEVEL, kind: 'variance' }, 'seconds', 'ann'),
      'Run time counts as normal as it is now. ann has accepted it.',
    )
  })

  test('is the crossing of a limit, where one is projected', () => {
    assert.equal(
      projected(SLOPE, 90, 'seconds'),
      'The limit of 90 s will be crossed around 3 Dec (30 Nov to 9 Dec)',
    )
    assert.equal(projected(LEVEL, 90, 'seconds'), null)
  })

  test('is one thing to do, which knows when it began', () => {
    assert.equal(
      nextAction(LEVEL, { unit: 'seconds' }, SERIES.bucket),
      'Check what was released, switched or configured between 15 Nov 23:00 and 16 Nov 10:00 UTC.',
    )
  })
})
