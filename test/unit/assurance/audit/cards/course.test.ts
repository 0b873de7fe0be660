import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { courseOf, plantAt } from '../../../../../src/assurance/audit/cards/course.ts'
import { DAY, HOUR } from '../../../../../src/core/duration.ts'
import { randomStream } from '../../../../../src/core/random.ts'
import { plottedOf, rhythmic } from '../../../../support/audit/plotted.ts'

const planting = { random: randomStream(1), patience: 90 * DAY }

describe('the course of a series', () => {
  test('has moments of the present phase, spread over it, and what was known before each', () => {
    const plotted = plottedOf(rhythmic(100, 1))
    const { moments, span, stood } = courseOf(plotted, 20)
    assert.deepEqual([moments.length, stood], [20, 0])
    assert.ok((moments[0]?.index ?? 0) >= 8 * 7 * 24, 'after the last look at its baseline')
    assert.ok(span > 40 * DAY && span < 44 * DAY)
    const [moment] = moments
    assert.ok(moment !== undefined)
    let state = plotted.monitor.start(plotted.options)
    for (const point of plotted.points.slice(0, moment.index))
      state = plotted.monitor.observe(state, point)[0]
    assert.deepEqual(moment.state, state)
  })

  test('leaves out moments at which something stood, and says how long it did', () => {
    const risen = rhythmic(100, 2).map(one =>
      one.at >= 80 * DAY ? { ...one, value: 2 * (one.value ?? 0) } : one,
    )
    const { moments, stood } = courseOf(plottedOf(risen), 2000)
    assert.ok(moments.every(({ index }) => index < 80 * 24 + 24))
    assert.ok(stood > 0.2 && stood < 0.23, String(stood))
    assert.ok((moments.at(-1)?.disturbed ?? 0) <= 80 * 24 + 24)
  })

  test('has none of a series that is not watched yet, or whose usual value is nothing', () => {
    assert.deepEqual(courseOf(plottedOf(rhythmic(5, 3)), 20).moments, [])
    const naught = rhythmic(100, 3).map(one => ({ ...one, value: Math.log((one.value ?? 1) / 60) }))
    const options = { bucket: HOUR, family: 'real', goodDirection: 'down', limit: null } as const
    assert.deepEqual(courseOf(plottedOf(naught, { options }), 20).moments, [])
  })
})

describe('a plant in the course of a series', () => {
  test('is reported once the live run would have seen it, with the wait of its rule', () => {
    const plotted = plottedOf(rhythmic(100, 1))
    const [moment] = courseOf(plotted, 20).moments
    assert.ok(moment !== undefined)
    const found = plantAt(moment, { share: 0.5 }, { ...plotted, ...planting })
    assert.ok(found.reported && found.after > HOUR && found.after < 2 * DAY, JSON.stringify(found))
    const waiting = {
      ...plotted,
      reportable: () => 7 * HOUR,
      seenAt: (at: number) => at + 3 * HOUR,
      ...planting,
    }
    const later = plantAt(moment, { share: 0.5 }, waiting)
    assert.ok(later.after >= 10 * HOUR)
  })

  test('is followed no further than something else, its patience, or what is known', () => {
    const plotted = plottedOf(rhythmic(100, 1))
    const [moment] = courseOf(plotted, 20).moments
    assert.ok(moment !== undefined)
    const never = { ...plotted, reportable: () => null, ...planting }
    const after = (more: object): number => plantAt({ ...moment, ...more }, { share: 0.05 }, never).after
    assert.equal(after({ disturbed: moment.index + 10 }), 10 * HOUR)
    assert.equal(after({}), (plotted.points.length - moment.index) * HOUR)
    assert.equal(plantAt(moment, { share: 0.05 }, { ...never, patience: 5 * HOUR }).after, 5 * HOUR)
  })
})
