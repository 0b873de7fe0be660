import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY, HOUR } from '../../../../src/core/duration.ts'
import { fewestToSearch, searchBaseline } from '../../../../src/detection/baseline/search.ts'
import { UTC } from '../../../../src/detection/rhythm/clock.ts'
import { autoregressive, normal, random } from '../../../support/detection/detection.ts'

const rows = (count: number, bucket: number, value: (index: number) => number) =>
  Array.from({ length: count }, (_, index) => ({ at: index * bucket, score: value(index) }))

describe('a baseline searched for a change', () => {
  test('gives a step of days a few days after it', () => {
    const found = [...Array(40).keys()].filter(seed => {
      const gauss = normal(random(seed))
      return (
        searchBaseline(
          rows(48, DAY, day => 0.1 * gauss() + (day >= 14 ? Math.log(1.4) : 0)),
          DAY,
          UTC,
        ) !== null
      )
    })
    assert.ok(found.length >= 37, `${found.length} of 40`)
  })

  test('gives two sigma of hours within a week of them, and dates it', () => {
    const noise = autoregressive(random(61), 0.3)
    const found = searchBaseline(
      rows(336, HOUR, hour => noise() + (hour >= 240 ? 2 : 0)),
      HOUR,
      UTC,
    )
    assert.ok(found !== null && Math.abs(found.from / HOUR - 240) <= 12)
    assert.ok(found.earliest <= 240 * HOUR && Math.abs(found.size - 2) < 0.6)
  })

  test('takes neither weekends nor a few that are far out for a change', () => {
    const gauss = normal(random(62))
    const weekends = rows(26, DAY, day => 0.1 * gauss() - (day % 7 === 2 || day % 7 === 3 ? 1 : 0))
    assert.equal(searchBaseline(weekends, DAY, UTC), null)
    assert.equal(
      searchBaseline(
        rows(30, DAY, day => 0.1 * gauss() + (day > 26 ? 3 : 0)),
        DAY,
        UTC,
      ),
      null,
    )
  })

  test('takes a short Friday before a weekend for no change', () => {
    const gauss = normal(random(63))
    const monday = 4 * 24
    const office = (hour: number): number => {
      const [day, slot] = [Math.floor(hour / 24) % 7, hour % 24]
      const closes = [19, 19, 19, 19, 14, 13, 0][day] ?? 0
      return slot >= 8 && slot < closes ? 2.5 : 0
    }
    const week = rows(168, HOUR, hour => office(hour) + 0.1 * gauss()).map(({ at, score }) => ({
      at: at + monday * HOUR,
      score,
    }))
    assert.equal(searchBaseline(week, HOUR, UTC), null)
  })

  test('leaves a row of few values alone', () => {
    assert.equal(
      searchBaseline(
        rows(336, HOUR, hour => (hour >= 240 ? 1 : 0)),
        HOUR,
        UTC,
      ),
      null,
    )
    assert.equal(fewestToSearch(DAY), 9)
  })
})
