import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOURLY, hourly, normal, raised, random, spoke, watch } from '../../../support/detection/detection.ts'

describe('ties', () => {
  test('longer than any before are a series that is stuck, until it moves again', () => {
    const gauss = normal(random(11))
    const { verdicts } = watch(
      HOURLY,
      hourly(440, hour => (hour >= 400 && hour < 420 ? 7 : gauss())),
    )
    const stuck = raised(verdicts).filter(({ kind }) => kind === 'stuck')
    assert.ok(stuck.length > 0 && (stuck[0]?.index ?? 0) < 410, spoke(raised(verdicts)))
    assert.ok(
      verdicts.slice(424).every(verdict => verdict.status !== 'alarm' || verdict.alarm.kind !== 'stuck'),
    )
  })

  test('of a series that repeats itself by nature are raised once, and again only where they last longer', () => {
    const uniform = random(12)
    const gauss = normal(uniform)
    const dry = (hour: number): boolean => [400, 500, 600, 700].some(from => hour >= from && hour < from + 24)
    const { verdicts } = watch(
      HOURLY,
      hourly(800, hour => (dry(hour) || uniform() < 0.2 ? 0 : Math.exp(gauss()))),
    )
    const stuck = raised(verdicts).filter(({ kind }) => kind === 'stuck')
    assert.equal(new Set(stuck.map(({ index }) => Math.floor(index / 100))).size, 1, spoke(raised(verdicts)))
  })

  test('say nothing of the level: a stuck day ends no step, and begins none', () => {
    const gauss = normal(random(13))
    const stuckDay = (from: number) => (hour: number) => hour >= from && hour < from + 24
    const stepped = watch(
      HOURLY,
      hourly(700, hour => (stuckDay(600)(hour) ? -0.1 : gauss() + (hour >= 500 ? 2 : 0))),
    )
    const steps = raised(stepped.verdicts).filter(({ index }) => index >= 500)
    assert.equal(new Set(steps.map(({ kind }) => kind)).size, 1, spoke(steps))
    assert.ok(stepped.verdicts.slice(620).every(({ status }) => status === 'alarm'))
    const quiet = watch(
      HOURLY,
      hourly(700, hour => (stuckDay(500)(hour) ? 1.5 : gauss())),
    )
    const seen = raised(quiet.verdicts).filter(({ index }) => index >= 500)
    assert.ok(seen.length > 0 && seen.every(({ kind }) => kind === 'stuck'), spoke(seen))
    assert.equal(quiet.verdicts[530]?.status, 'quiet')
  })
})
