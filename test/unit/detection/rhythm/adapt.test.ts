import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { randomStream } from '../../../../src/core/random.ts'
import { addRest, closeDay, openDay } from '../../../../src/detection/rhythm/adapt.ts'
import type { Rhythm } from '../../../../src/detection/rhythm/rhythm.ts'

const rhythm: Rhythm = {
  slots: 24,
  off: 12,
  cells: Array.from({ length: 168 }, (_, cell) =>
    Math.round(1000 * Math.sin((2 * Math.PI * (cell % 24)) / 24)),
  ),
  widths: [],
  learned: [20, 8],
  weekday: 0,
  shaped: true,
  levels: 0,
}

function follow(
  from: Rhythm,
  days: number,
  rest: (day: number, slot: number, rhythm: Rhythm) => number,
): Rhythm {
  let now = from
  for (let day = 0; day < days; day += 1) {
    const open = openDay(day, 24)
    for (let slot = 0; slot < 24; slot += 1) addRest(open, slot, rest(day, slot, now))
    now = closeDay(now, open)
  }
  return now
}

describe('a shape that follows the seasons', () => {
  test('grows with a season that grows', () => {
    const truth = (slot: number): number => 1.5 * Math.sin((2 * Math.PI * slot) / 24)
    const after = follow(
      rhythm,
      60,
      (day, slot, { cells }) => truth(slot) - (cells[(day % 7) * 24 + slot] ?? 0) / 1000,
    )
    assert.ok(Math.abs((after.cells[6] ?? 0) / 1000 - 1.5) < 0.1)
  })

  test('does not let the noise of flat weekends move steep weekdays', () => {
    const stream = randomStream(12)
    const truth = (day: number, slot: number): number => {
      if ((12 >> (day % 7)) & 1) return slot === 4 ? 0.3 : 0
      return slot >= 8 && slot < 18 ? 20 : -15
    }
    const cells = Array.from({ length: 168 }, (_, cell) => 1000 * truth(Math.floor(cell / 24), cell % 24))
    const weekdays = follow({ ...rhythm, cells }, 140, (day, slot, now) => {
      const learned = (now.cells[(day % 7) * 24 + slot] ?? 0) / 1000
      return truth(day, slot) + stream.normal() - learned
    })
    const off = [...cells.keys()].filter(cell => !((12 >> Math.floor(cell / 24)) & 1))
    const far = off.map(cell => Math.abs((weekdays.cells[cell] ?? 0) - (cells[cell] ?? 0)) / 1000)
    assert.ok(Math.max(...far) < 0.6, `${Math.max(...far)}`)
  })

  test('never follows the level', () => {
    const after = follow(rhythm, 120, () => 1)
    assert.deepEqual(after.cells, rhythm.cells)
  })

  test('does not carry the level away in skewed noise', () => {
    const stream = randomStream(11)
    const width = (slot: number): number => (slot < 12 ? 1 : 3)
    const loud = { ...rhythm, widths: rhythm.cells.slice(0, 24).map((_, slot) => 100 * width(slot)) }
    const moved = ({ cells }: Rhythm, place: number): number => (cells[place] ?? 0) - (loud.cells[place] ?? 0)
    const after = follow(
      loud,
      200,
      (day, slot, now) =>
        width(slot) * (Math.exp(stream.normal()) / 2 - 0.8) - moved(now, (day % 7) * 24 + slot) / 1000,
    )
    const mean = after.cells.reduce((sum, _, place) => sum + moved(after, place) / width(place % 24), 0) / 168
    assert.ok(Math.abs(mean) < 60, `${mean}`)
  })

  test('learns nothing of half a day, nor where there is no shape', () => {
    const open = openDay(0, 24)
    for (let slot = 0; slot < 12; slot += 1) addRest(open, slot, 3 * Math.sin(slot))
    assert.equal(closeDay(rhythm, open), rhythm)
    const flat = { ...rhythm, shaped: false }
    assert.equal(
      follow(flat, 3, (_, slot) => Math.sin(slot)),
      flat,
    )
  })
})
