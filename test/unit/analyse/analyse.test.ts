import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Analysed, analyse } from '../../../src/analyse/analyse.ts'
import { DAY, HOUR } from '../../../src/core/duration.ts'
import { randomStream } from '../../../src/core/random.ts'
import { ar1 } from '../../support/detection/describing.ts'
import { inForm } from '../../support/long-form.ts'

const START = Date.UTC(2026, 1, 16)

function analysed(
  values: readonly number[],
  bucket = HOUR,
  limit: number | null = null,
  calendar: string | null = null,
): Analysed {
  return analyse(
    {
      times: Float64Array.from(values, (_, i) => START + i * bucket),
      values: Float64Array.from(values),
      kind: 'moment',
      valueName: 'value',
      unit: 'ms',
      zone: null,
      notes: [],
    },
    { limit, family: null, calendar },
  )
}

describe('The analysis of a series', () => {
  test('is one event for a lasting step: since when, how large, when it would have been reported', () => {
    const values = ar1(randomStream(161), 800, 0.4).map(
      (z, i) => 200 * Math.exp(0.1 * z + (i >= 500 ? 0.3 : 0)),
    )
    const { events, unit } = analysed(values)
    assert.equal(events.length, 1)
    const [event] = events
    assert.deepEqual([event?.kind, event?.direction, event?.over, unit], ['level', 'up', null, 'ms'])
    assert.ok(Math.abs((event?.since.index ?? 0) - 500) <= 3)
    assert.ok((event?.reported?.index ?? 0) >= 500)
    assert.ok(Math.abs((event?.change?.effect.relative?.value ?? 0) - (Math.exp(0.3) - 1)) < 0.08)
  })

  test('leaves public holidays out where a calendar is named, and says how many rows they are', () => {
    const good = (i: number): boolean => [46, 49].includes(Math.floor((i + 2) / 24))
    const values = ar1(randomStream(163), 1400, 0.4).map(
      (z, i) => 200 * Math.exp(0.1 * z) * (good(i) ? 0.4 : 1),
    )
    assert.equal(analysed(values).holidays, 0)
    assert.notDeepEqual(analysed(values).events, [])
    const { events, holidays } = analysed(values, HOUR, null, 'DE')
    assert.deepEqual([events, holidays], [[], 48])
  })

  test('is one event for what came back, with when it was over', () => {
    const values = ar1(randomStream(162), 900, 0.4).map(
      (z, i) => 500 * Math.exp(0.1 * z + (i >= 500 && i < 640 ? 0.35 : 0)),
    )
    const { events } = analysed(values)
    assert.equal(events.length, 1, JSON.stringify(events))
    assert.ok(Math.abs((events[0]?.over?.index ?? 0) - 640) <= 6)
  })

  test('says of a silence since when: before it was noticed, and not at the row that ended it', () => {
    const noise = ar1(randomStream(164), 900, 0.2)
    const kept = noise.map((z, i) => ({ i, value: 100 + z })).filter(({ i }) => i < 700 || i >= 760)
    const { events } = analyse(
      {
        times: Float64Array.from(kept, ({ i }) => START + i * HOUR),
        values: Float64Array.from(kept, ({ value }) => value),
        kind: 'moment',
        valueName: 'value',
        unit: null,
        zone: null,
        notes: [],
      },
      { limit: null, family: null },
    )
    assert.deepEqual(
      events.map(({ kind, since, over }) => [kind, since.at, over?.at]),
      [['missing', new Date(START + 700 * HOUR).toISOString(), new Date(START + 760 * HOUR).toISOString()]],
    )
    assert.ok((events[0]?.reported?.at ?? '') > (events[0]?.since.at ?? ''))
  })

  test('never says that nothing changed above alarms: what looking back does not bear out is told as such', () => {
    let unborne = 0
    for (let run = 0; run < inForm(1, 12); run++) {
      const random = randomStream(163, run)
      let slow = 0
      const values = ar1(random, 2400, 0.3).map((z, i) => {
        if (i % 24 === 0) slow = 0.9 * slow + random.normal()
        return 500 + 20 * z + 25 * slow
      })
      const { events, alarms } = analysed(values)
      assert.ok(events.length > 0 || alarms.length === 0)
      for (const event of events) {
        assert.ok(event.change !== null || event.reported !== null)
        if (event.change === null) unborne++
        if (event.change !== null) {
          const { lower, upper } = event.change.effect.absolute
          assert.ok(lower > 0 || upper < 0, `an interval across nought: ${lower} to ${upper}`)
        }
      }
    }
    assert.ok(unborne >= 0)
  })

  test('is empty for noise, for rare events and for a rhythm', () => {
    const random = randomStream(164)
    assert.deepEqual(analysed(Array.from({ length: 700 }, () => Number(random.chance(0.05)))).events, [])
    assert.deepEqual(
      analysed(
        ar1(randomStream(165), 90, 0.2).map(z => 80 * Math.exp(0.1 * z)),
        DAY,
      ).events,
      [],
    )
    const beat = ar1(randomStream(166), 700, 0.3).map(
      (z, i) => 100 * Math.exp(Math.sin((2 * Math.PI * i) / 24) + 0.1 * z),
    )
    assert.deepEqual(analysed(beat).events, [])
  })

  test('of no rows, or of none with a number, is refused', () => {
    assert.throws(() => analysed([]), /there are no rows/)
    assert.throws(() => analysed([Number.NaN, Number.NaN]), /none of the 2 rows holds a number/)
  })
})
