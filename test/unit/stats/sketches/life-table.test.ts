import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { randomStream } from '../../../../src/core/random.ts'
import { incidenceQuantile } from '../../../../src/stats/intervals/aalen-johansen.ts'
import { lifeTableIncidence } from '../../../../src/stats/sketches/life-table.ts'
import { addToSketch, logScale, startSketch } from '../../../../src/stats/sketches/log-sketch.ts'
import { inForm } from '../../../support/long-form.ts'
import { cumulativeIncidence, type Spell } from '../../../support/stats/spells.ts'

const scale = logScale(0.0025)

function tableOf(spells: readonly Spell[]) {
  const table = {
    entered: startSketch(),
    censored: startSketch(),
    events: startSketch(),
    competing: startSketch(),
  }
  for (const { entry, exit, end } of spells) {
    addToSketch(table.entered, scale, Math.max(0, entry))
    const by = { event: table.events, competing: table.competing, censored: table.censored }
    addToSketch(by[end], scale, exit)
  }
  return table
}

/** Half of the subjects enter late; some are censored, some end otherwise. */
function drawSpells(seed: number, n: number): Spell[] {
  const random = randomStream(seed, 'life')
  return Array.from({ length: n }, () => {
    const entry = random.chance(0.5) ? 0 : random.exponential(0.5)
    const event = entry + random.exponential(1)
    const competing = entry + random.exponential(6)
    const censored = entry + random.exponential(4)
    const exit = Math.min(event, competing, censored)
    const end = exit === event ? 'event' : exit === competing ? 'competing' : 'censored'
    return { entry, exit, end } as const
  })
}

describe('a life table of sketches', () => {
  test('gives the median age of Aalen and Johansen to within two percent, without bias', () => {
    const errors: number[] = []
    for (let seed = 0; seed < inForm(60, 300); seed++) {
      const all = drawSpells(seed, 60 + ((seed * 29) % 900))
      const exact = incidenceQuantile(cumulativeIncidence(all), 0.5)
      const table = incidenceQuantile(lifeTableIncidence(tableOf(all), scale), 0.5)
      if (exact === null || table === null) continue
      errors.push(table.value / exact.value - 1)
    }
    assert.ok(errors.length > inForm(50, 250))
    const bias = errors.reduce((sum, error) => sum + error, 0) / errors.length
    const sizes = errors.map(Math.abs).sort((a, b) => a - b)
    assert.ok(Math.abs(bias) < inForm(0.004, 0.002), `bias ${bias}`)
    assert.ok(
      (sizes[Math.floor(0.95 * sizes.length)] ?? 1) < 0.02,
      `95 % within ${sizes[Math.floor(0.95 * sizes.length)]}`,
    )
  })

  test('says nothing beyond the age up to which somebody was at risk from the start', () => {
    const late: Spell[] = Array.from({ length: 30 }, (_, i) => ({ entry: 1, exit: 2 + i / 10, end: 'event' }))
    assert.equal(incidenceQuantile(lifeTableIncidence(tableOf(late), scale), 0.5), null)
  })
})
