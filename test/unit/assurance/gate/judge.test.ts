import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { judgeGate } from '../../../../src/assurance/gate/judge.ts'
import { MINUTE } from '../../../../src/core/duration.ts'
import { asked, BEGIN, observedOf, SOUND, task, tasksOf } from '../../../support/gate/rollout.ts'

describe('a gate', () => {
  test('passes a candidate of which twice the odds are excluded', async () => {
    const { verdict, guards, split } = await judgeGate(asked(), observedOf(tasksOf({ tasks: 2500 })), SOUND)
    assert.equal(verdict, 'pass')
    assert.deepEqual(
      guards.map(one => [one.guard.name, one.verdict]),
      [
        ['failures', 'pass'],
        ['durations', 'pass'],
      ],
    )
    assert.equal(split, null)
  })

  test('fails one that fails twice as often, and says by how much', async () => {
    const { verdict, reasons } = await judgeGate(asked(), observedOf(tasksOf({ candidate: 0.2 })), SOUND)
    assert.equal(verdict, 'fail')
    assert.match(
      reasons[0] ?? '',
      /^Tasks of v2 fail more often than those of v1: \d+ of \d+ \([\d.]+ %\) against \d+ of \d+ \([\d.]+ %\); the odds are 1\.\d\d to \d\.\d\d times as high\.$/,
    )
  })

  test('fails one that takes longer, or hangs', async () => {
    const slower = await judgeGate(asked(), observedOf(tasksOf({ slower: 2 })), SOUND)
    assert.equal(slower.verdict, 'fail')
    assert.match(slower.reasons[0] ?? '', /^Tasks of v2 take long more often/)
    const hanging = tasksOf().map(one =>
      one.isCandidate && one.at % (3 * MINUTE) === 0 ? { ...one, took: null, outcome: null } : one,
    )
    assert.equal((await judgeGate(asked(), observedOf(hanging), SOUND)).verdict, 'fail')
  })

  test('does not judge a task before it has had its time, so that quick successes flatter nobody', async () => {
    const completeUpTo = BEGIN + 100 * MINUTE
    const { candidate, baseline, times } = await judgeGate(asked(), observedOf(tasksOf()), {
      ...SOUND,
      completeUpTo,
    })
    assert.ok(times !== null && times.horizon > 2 * MINUTE)
    assert.equal(candidate.matured + baseline.matured, 101 - Math.ceil(times.horizon / MINUTE))
    assert.equal(candidate.begun + baseline.begun, 1000)
  })

  test('passes one that hardly ever fails, as the baseline', async () => {
    const { verdict, reasons } = await judgeGate(
      asked(),
      observedOf(tasksOf({ tasks: 3000, base: 0 })),
      SOUND,
    )
    assert.equal(verdict, 'pass')
    assert.match(reasons[0] ?? '', /^Tasks of v2 fail in less than 1 %: 0 of/)
    const strict = await judgeGate(
      asked({ tolerable: '0' }),
      observedOf(tasksOf({ tasks: 3000, base: 0 })),
      SOUND,
    )
    assert.equal(strict.verdict, 'insufficient')
  })

  test('is broken where the two are not assigned as stated, before any effect', async () => {
    const tasks = tasksOf({ share: 0.4, candidate: 0.3 })
    const { verdict, reasons, guards } = await judgeGate(asked({ split: '0.5' }), observedOf(tasks), SOUND)
    assert.equal(verdict, 'broken')
    assert.deepEqual(guards, [])
    assert.match(reasons[0] ?? '', /^Of 999 tasks of v2 and v1 40\.8 % are of v2, and 50 % were meant/)
  })

  test('of a version that was never seen says which were', async () => {
    const seen = new Map([
      ['v0', 3],
      ['v1', 900],
    ])
    const observed = observedOf([], { seen, from: null })
    const { verdict, reasons } = await judgeGate(asked(), observed, SOUND)
    assert.equal(verdict, 'insufficient')
    assert.deepEqual(reasons, ['No task of variant v2 was seen: seen were v1 (900), v0 (3).'])
    const none = await judgeGate(asked(), observedOf([], { seen: new Map(), from: null }), SOUND)
    assert.equal(none.reasons[0], 'No task of variant v2 and of v1 was seen: seen were no variant at all.')
  })

  test('never passes without data, without a past, or with too few of either side', async () => {
    for (const tasks of [[], [task()], tasksOf({ tasks: 60, base: 0 })])
      assert.equal((await judgeGate(asked(), observedOf(tasks), SOUND)).verdict, 'insufficient')
    const without = await judgeGate(asked(), observedOf(tasksOf(), { past: [] }), SOUND)
    assert.equal(without.verdict, 'insufficient')
    assert.match(
      without.reasons[0] ?? '',
      /^How long tasks take is not known: 0 of 50 were seen in the day before 2026-11-28T/,
    )
    const few = await judgeGate(asked({ minimum: '2000' }), observedOf(tasksOf({ tasks: 2500 })), SOUND)
    assert.match(few.reasons[0] ?? '', /^\d+ of the 2000 tasks of v2 that are needed have had their/)
  })

  test('never passes while a source cannot be seen, or the past is not kept, and fails all the same', async () => {
    const unseen = ['source platform cannot be seen for 20 minutes: refused.']
    const good = observedOf(tasksOf({ tasks: 2500 }))
    const bad = observedOf(tasksOf({ candidate: 0.3 }))
    assert.deepEqual((await judgeGate(asked(), good, { ...SOUND, unseen })).reasons, unseen)
    assert.equal((await judgeGate(asked(), good, { ...SOUND, unseen })).verdict, 'insufficient')
    assert.equal((await judgeGate(asked(), good, { ...SOUND, unkept: unseen })).verdict, 'insufficient')
    assert.equal((await judgeGate(asked(), good, { ...SOUND, completeUpTo: null })).verdict, 'insufficient')
    assert.equal((await judgeGate(asked(), bad, { ...SOUND, unseen })).verdict, 'fail')
  })

  test('never passes where the slow ones say nothing, or many were removed', async () => {
    const tasks = tasksOf({ tasks: 2500 })
    const unnamed = await judgeGate(
      asked(),
      observedOf(tasks, { unnamedOpen: tasks.slice(0, 200).map(one => one.at) }),
      SOUND,
    )
    assert.match(unnamed.reasons[0] ?? '', /^200 tasks have not ended in time and say nothing/)
    const removed = tasks.map((one, index) =>
      index % 10 === 0 ? { ...one, outcome: 'removed' as const } : one,
    )
    assert.match(
      (await judgeGate(asked(), observedOf(removed), SOUND)).reasons[0] ?? '',
      /^250 of 2500 tasks were removed/,
    )
    const beginless = await judgeGate(asked(), observedOf(tasks, { beginless: 200 }), SOUND)
    assert.equal(beginless.reasons[0], 'Of 200 tasks no begin is known.')
  })

  test('that has failed once has failed at every later look', async () => {
    const tasks = [
      ...tasksOf({ tasks: 400, candidate: 0.4 }),
      ...tasksOf({ tasks: 4000, base: 0.3, candidate: 0.02 }),
    ]
    const late = tasks.map((one, index) => ({ ...one, at: BEGIN + index * MINUTE }))
    assert.equal((await judgeGate(asked(), observedOf(late.slice(0, 400)), SOUND)).verdict, 'fail')
    assert.equal((await judgeGate(asked(), observedOf(late), SOUND)).verdict, 'fail')
  })
})
