import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY, HOUR } from '../../../../src/core/duration.ts'
import { lookBack } from '../../../../src/detection/regimes/look-back.ts'
import { hourly, normal, point, random } from '../../../support/detection/detection.ts'

const NOTHING = { limit: null, zone: 'UTC', raised: [] }

describe('looking back on a series', () => {
  test('tells its regimes as moments', () => {
    const noise = normal(random(1))
    const found = lookBack(
      hourly(600, hour => noise() + (hour >= 400 ? 3 : 0)),
      HOUR,
      NOTHING,
    )
    assert.equal(found?.points, 600)
    assert.deepEqual([found?.from, found?.to], [0, 599 * HOUR])
    const [change, ...more] = found?.changes ?? []
    assert.deepEqual(more, [])
    assert.equal(change?.kind, 'level')
    assert.ok(Math.abs((change?.onset.value ?? 0) - 400 * HOUR) <= 3 * HOUR)
    assert.ok((change?.onset.lower ?? 0) <= 400 * HOUR && (change?.onset.upper ?? 0) >= 400 * HOUR)
    assert.ok(Math.abs((change?.effect.absolute.value ?? 0) - 3) < 0.3)
  })

  test('leaves gaps as gaps, and what lies more than ten thousand buckets back out', () => {
    const noise = normal(random(2))
    const old = [point(-10_001 * HOUR, 50), point(-10_000 * HOUR, 60)]
    const kept = hourly(300, () => noise()).filter(({ at }) => at < 100 * HOUR || at >= 150 * HOUR)
    const found = lookBack([...old, ...kept], HOUR, NOTHING)
    assert.equal(found?.from, 0)
    assert.equal(found?.points, 250)
    assert.deepEqual(found?.changes, [])
  })

  test('leaves public holidays out where a calendar is named', () => {
    const noise = normal(random(4))
    const from = Date.UTC(2026, 2, 16)
    const easter = (at: number): boolean => at >= Date.UTC(2026, 3, 2, 22) && at < Date.UTC(2026, 3, 6, 22)
    const points = hourly(900, () => noise()).map(({ at, value }) =>
      point(from + at, (value ?? 0) - (easter(from + at) ? 6 : 0)),
    )
    const kept = points.filter(({ at }) => !easter(at) || new Date(at + 2 * HOUR).getUTCDay() % 6 === 0)
    assert.ok((lookBack(points, HOUR, NOTHING)?.changes.length ?? 0) > 0)
    const found = lookBack(points, HOUR, { ...NOTHING, calendar: 'DE' })
    assert.deepEqual(found, lookBack(kept, HOUR, NOTHING))
  })

  test('projects when a limit will be crossed, as a moment', () => {
    const noise = normal(random(3))
    const days = Array.from({ length: 120 }, (_, day) =>
      point(day * DAY, 10 + 0.2 * noise() + Math.max(0, day - 60) / 10),
    )
    const found = lookBack(days, DAY, { ...NOTHING, limit: 20 })
    const breach = found?.changes.at(-1)?.breach
    assert.ok(breach !== null && breach !== undefined && breach.value > 119 * DAY)
    assert.ok(Math.abs(breach.value - 160 * DAY) < 12 * DAY, `${breach.value / DAY}`)
  })

  test('says nothing of too few numbers, or none', () => {
    assert.equal(lookBack([], HOUR, NOTHING), null)
    assert.equal(
      lookBack(
        hourly(500, hour => (hour < 9 ? hour : null)),
        HOUR,
        NOTHING,
      ),
      null,
    )
    assert.deepEqual(
      lookBack(
        hourly(60, () => 5),
        HOUR,
        NOTHING,
      )?.changes,
      [],
    )
  })
})
