import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY } from '../../../../src/core/duration.ts'
import { conditions, FAULTY_RELEASE, PLANT_IDS, plants } from '../../../../src/demo/simulator/plants.ts'
import { TASK_TYPE_NAMES, TASK_TYPES } from '../../../../src/demo/simulator/work.ts'
import { indicators } from '../../../../src/indicators/registry.ts'

const startedAt = Date.UTC(2026, 4, 4)
const before = startedAt + DAY
const late = startedAt + 300 * DAY

describe('the story of a plant', () => {
  test('names an indicator that there is, and a task type that there is', () => {
    const known = new Set(indicators.map(({ name }) => name))
    for (const plant of plants(startedAt)) {
      assert.ok(known.has(plant.indicator), plant.id)
      const type = plant.labels.task_type
      assert.ok(type === undefined || type in TASK_TYPES, plant.id)
    }
  })

  test('is told once for each, in the order of their onsets', () => {
    const told = plants(startedAt)
    assert.deepEqual(told.map(({ id }) => id).sort(), [...PLANT_IDS].sort())
    assert.ok(told.every(({ onset }, i) => i === 0 || onset >= (told[i - 1]?.onset ?? 0)))
  })

  test('names the release of the only plant that comes with one', () => {
    const released = plants(startedAt).filter(({ release }) => release !== null)
    assert.deepEqual(
      released.map(({ id, release, onset }) => [id, release, onset]),
      [['phantom-failures', FAULTY_RELEASE.version, startedAt + FAULTY_RELEASE.after]],
    )
  })
})

describe('conditions', () => {
  test('are the ordinary ones where nothing is planted, however late', () => {
    const rules = conditions(startedAt, new Set())
    for (const type of TASK_TYPE_NAMES) {
      assert.equal(rules.slowdown(type, late), 1)
      assert.equal(rules.modelOf(type, late), TASK_TYPES[type].model)
      assert.equal(rules.hangs(type, late), false)
    }
    assert.equal(rules.claimed(late), rules.claimed(before))
    assert.deepEqual(
      [rules.roiSlowdown(late), rules.phantomShare(late), rules.ledgerSilent(late)],
      [1, 0, false],
    )
  })

  test('are changed by their own plant alone', () => {
    for (const id of PLANT_IDS) {
      const rules = conditions(startedAt, new Set([id]))
      const changed = [
        rules.slowdown('build', late) > 1 && 'build-run-time-ramp',
        rules.slowdown('review', late) > 1 && 'review-model-swap',
        rules.claimed(late) > rules.claimed(before) && 'claims-inflate',
        rules.roiSlowdown(late) > 1 && 'roi-slows',
        rules.phantomShare(late) > 0 && 'phantom-failures',
        rules.hangs('foundation', late) && 'foundation-hangs',
        rules.ledgerSilent(late) && 'ledger-silent',
      ].filter(Boolean)
      assert.deepEqual(changed, [id])
    }
  })

  test('stop getting worse: ramps rest after day 120', () => {
    const rules = conditions(startedAt, new Set(PLANT_IDS))
    const [day120, day400] = [startedAt + 120 * DAY, startedAt + 400 * DAY]
    assert.equal(rules.slowdown('build', day400), rules.slowdown('build', day120))
    assert.equal(rules.roiSlowdown(day400), rules.roiSlowdown(day120))
    assert.ok(rules.claimed(day400) < 1)
  })
})
