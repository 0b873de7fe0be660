import assert from 'node:assert/strict'
import { globSync, readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { DAY, formatDuration } from '../../../src/core/duration.ts'
import { nearestOf } from '../../../src/core/names/nearest.ts'
import { KIND_NAMES } from '../../../src/detection/kinds/kinds.ts'
import type { Family, Indicator } from '../../../src/indicators/indicator.ts'
import { indicatorNamed, indicators } from '../../../src/indicators/registry.ts'
import { takenBy } from '../../../src/indicators/taken.ts'
import { addAmount, mergeTally, startTally } from '../../../src/indicators/tally.ts'
import type { Lifecycle } from '../../../src/lifecycles/lifecycle.ts'
import { LIFECYCLE_KINDS, labelsOf, lifecycleKinds } from '../../../src/lifecycles/registry.ts'
import { historyOf } from '../../support/facts/histories.ts'
import { MONDAY } from '../../support/facts/lifecycles.ts'
import { estimateOfSlices, estimateOver, slicesOf } from '../../support/facts/windows.ts'
import { inForm } from '../../support/long-form.ts'
import { createPatience } from '../../support/watchdog.ts'

/** Of a lifecycle: its opening, its start, its end. */
const MOMENTS = 3
const FILES = new URL('../../../src/indicators/', import.meta.url)
const PAGES = new URL('../../../docs/reference/indicators/', import.meta.url)

/** What only an event that is rare leaves of a lifecycle. */
const RARE = ['removed_at', 'reopened_at', 'unaudited_at']

test('what indicators are tried on has all in it that a lifecycle may tell of', () => {
  const told = LIFECYCLE_KINDS.flatMap(kind => historyOf(kind, 31, 4000, 10 * DAY)).flatMap(({ measures }) =>
    Object.keys(measures),
  )
  for (const measure of RARE) assert.ok(told.includes(measure), measure)
})

describe('registry', () => {
  test('measures of one name are one measure', () => {
    const byName = new Map(indicators.flatMap(({ measures }) => measures.map(one => [one.name, one])))
    for (const { measures } of indicators) {
      for (const measure of measures) assert.equal(byName.get(measure.name), measure)
    }
  })

  test('every indicator has a file and a page of its name, and every file and page is one', () => {
    const names = indicators.map(fileName).sort()
    const files = globSync('*/*.ts', { cwd: FILES }).filter(file => !file.startsWith('patterns'))
    assert.deepEqual(files.map(file => basename(file, '.ts')).sort(), names)
    const pages = readdirSync(PAGES).filter(file => file !== 'README.md')
    assert.deepEqual(pages.map(file => file.replace('.md', '')).sort(), names)
  })

  test('finds every indicator by its name, and nothing by another', () => {
    for (const indicator of indicators) assert.equal(indicatorNamed(indicator.name), indicator)
    assert.equal(indicatorNamed('vibes'), null)
    assert.equal(new Set(indicators.map(({ name }) => name)).size, indicators.length)
  })
})

const patient = createPatience('indicator')

for (const indicator of indicators) {
  describe(indicator.name, () => {
    const { name: own, minimum } = indicator
    const [from, to] = [MONDAY + 6 * DAY, MONDAY + 9 * DAY]
    const history = historyOf(indicator.kind, 31, 4000, 10 * DAY)

    test('has a name and a help text as Prometheus likes them', () =>
      patient(own, () => {
        assert.match(indicator.name, /^[a-z]+(_[a-z0-9]+)*$/)
        assert.match(indicator.help, /^[A-Z0-9].{20,120}\.$/)
      }))

    // What is no number of these spoils how late facts are added up for every indicator of its kind.
    test('declares a minimum and a maturity that can be reckoned with', () =>
      patient(own, () => {
        assert.ok(Number.isSafeInteger(minimum) && minimum >= 0, `minimum: ${minimum}`)
        assert.ok(
          Number.isSafeInteger(indicator.maturity) && indicator.maturity >= 0,
          `maturity: ${indicator.maturity}, not milliseconds`,
        )
      }))

    test('is split by labels that its kind of lifecycle has', () =>
      patient(own, () => {
        const known = labelsOf(indicator.kind)
        for (const label of indicator.by) {
          const meant = nearestOf(label, known) ?? known.join(', ')
          assert.ok(
            known.includes(label),
            `no ${indicator.kind} has a label "${label}": did you mean ${meant}?`,
          )
        }
      }))

    test('says what to do next of kinds of change that there are, with what is known of one', () =>
      patient(own, () => {
        for (const [kind, action] of Object.entries(indicator.nextActions ?? {})) {
          const meant = nearestOf(kind, KIND_NAMES) ?? KIND_NAMES.join(', ')
          assert.ok(
            KIND_NAMES.some(name => name === kind),
            `no kind of change is "${kind}": did you mean ${meant}?`,
          )
          const asked = Array.from(action.matchAll(/\{(.*?)\}/g), ([, name]) => name)
          for (const name of asked)
            assert.ok(['from', 'until', 'day', 'to'].includes(name ?? ''), `{${name}}`)
        }
      }))

    test('gives a value inside its interval where there is enough', () =>
      patient(own, () => {
        const estimate = estimateOver(indicator, history, from, to)
        assert.ok(estimate.ok, `n = ${estimate.n}`)
        assert.ok(estimate.lower <= estimate.value && estimate.value <= estimate.upper)
        assert.ok(estimate.n >= minimum)
      }))

    test('declines where there is nothing, unless zero is an answer', () =>
      patient(own, () => {
        const estimate = estimateOver(indicator, [], from, to)
        if (minimum === 0) assert.ok(estimate.ok && estimate.value === 0)
        else assert.deepEqual(estimate, { ok: false, reason: 'insufficient', n: 0 })
      }))

    test('answers exactly from its minimum on, as lifecycles are added one by one', () =>
      patient(own, () => {
        const after = (count: number) => estimateOver(indicator, history.slice(0, count), from, to)
        const enough = firstCount(history.length, count => after(count).n >= minimum)
        for (let count = Math.max(0, enough - 40); count <= enough + 40; count++) {
          const estimate = after(count)
          assert.ok(estimate.n <= MOMENTS * count, `n = ${estimate.n} of ${count} lifecycles`)
          if (estimate.n < minimum) assert.ok(!estimate.ok, `an answer at n = ${estimate.n}`)
          else if (!mayLack(indicator)) assert.ok(estimate.ok, `no answer at n = ${estimate.n}`)
        }
      }))

    test('gives what its family can be, and no limit that is no number', () =>
      patient(own, () => {
        for (const estimate of days(indicator, history)) {
          for (const limit of [estimate.lower, estimate.upper]) assert.ok(!Number.isNaN(limit))
          assert.ok(isOf(indicator.family, estimate), JSON.stringify(estimate))
        }
      }))

    test('says how sure it is: its interval has a width somewhere', () =>
      patient(own, () => {
        const widths = days(indicator, history).map(({ lower, upper }) => upper - lower)
        assert.ok(
          widths.some(width => width > 0),
          `each of ${widths.length} intervals has no width`,
        )
      }))

    test('speaks of the facts: of different days it says different things', () =>
      patient(own, () => {
        const values = days(indicator, history).map(({ value }) => value)
        assert.ok(
          new Set(values).size > 1,
          `always ${values[0]} on a history of ${indicator.kind} in which every type of event happens`,
        )
      }))

    test('says the same of a window whatever else has happened', () =>
      patient(own, () => {
        if (indicator.view !== undefined) return
        const { measures } = indicator
        const inside = history.filter(one =>
          measures.some(measure => {
            const at = measure.at(one)
            return at !== null && at >= from && at < to
          }),
        )
        assert.deepEqual(
          estimateOver(indicator, inside, from, to),
          estimateOver(indicator, history, from, to),
        )
      }))

    test('merges parts of the lifecycles in any order to the bytes of the whole', () =>
      patient(own, () => {
        const bytes = (parts: readonly Lifecycle[][]): string => {
          const merged = startTally()
          for (const part of parts) {
            for (const { cells } of slicesOf(indicator, part)) {
              for (const { tally } of cells) mergeTally(merged, tally)
            }
          }
          return JSON.stringify({
            counts: [...merged.counts].sort(),
            sketches: [...merged.sketches].sort(),
          })
        }
        const whole = bytes([history])
        fc.assert(
          fc.property(
            fc.integer({ min: 0, max: history.length }),
            fc.integer({ min: 0, max: history.length }),
            (a, b) => {
              const [low, high] = [Math.min(a, b), Math.max(a, b)]
              const parts = [history.slice(high), history.slice(0, low), history.slice(low, high)]
              assert.equal(bytes(parts), whole)
            },
          ),
          { numRuns: inForm(2, 5), seed: 8 },
        )
      }))

    test('forgets a lifecycle that is taken out again', () =>
      patient(own, () => {
        const tally = startTally()
        for (const measure of indicator.measures) {
          const fault = takenBy(measure, history.slice(0, 200), (_place, _at, amount) => {
            addAmount(tally, measure, amount, 1)
            addAmount(tally, measure, amount, -1)
          })
          assert.equal(fault, null)
        }
        assert.deepEqual(tally.counts.size, 0)
        assert.ok([...tally.sketches.values()].every(({ bins }) => bins.length === 0))
      }))

    test('has a page that states its facts', () =>
      patient(own, () => {
        const page = readFileSync(new URL(`${fileName(indicator)}.md`, PAGES), 'utf8')
        assert.ok(page.includes(factsRow(indicator)), `the row\n${factsRow(indicator)}`)
      }))
  })
}

/** A median of what has not ended by half is none, however many there are. */
function mayLack({ family, kind }: Indicator): boolean {
  return family === 'positive' && lifecycleKinds[kind].lasts && kind !== 'task'
}

/** The least count of which it is true, where it stays true from there on. */
function firstCount(most: number, enough: (count: number) => boolean): number {
  let [low, high] = [0, most]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (enough(middle)) high = middle
    else low = middle + 1
  }
  return low
}

/** What is said of windows of two days, where anything is. */
function days(indicator: Indicator, history: readonly Lifecycle[]) {
  const slices = slicesOf(indicator, history)
  return Array.from({ length: 8 }, (_, day) =>
    estimateOfSlices(indicator, slices, MONDAY + day * DAY, MONDAY + (day + 2) * DAY),
  ).filter(estimate => estimate.ok)
}

function isOf(
  family: Family,
  { value, lower, upper }: { value: number; lower: number; upper: number },
): boolean {
  if (family === 'proportion') return lower >= 0 && upper <= 1
  if (family === 'count') return Number.isInteger(value) && lower >= 0
  return family === 'positive' ? value >= 0 && lower >= 0 : Number.isFinite(value)
}

function fileName({ name }: Indicator): string {
  return name.replaceAll('_', '-')
}

/** The row of the table that every page opens with: unit, family, good direction, labels, minimum, maturity. */
function factsRow({ name, unit, family, goodDirection, by, minimum, maturity }: Indicator): string {
  const good = goodDirection ?? 'neither'
  const split = by.length === 0 ? 'nothing' : by.map(label => `\`${label}\``).join(', ')
  return `| \`${name}\` | ${unit} | ${family} | ${good} | ${split} | ${minimum} | ${formatDuration(maturity)} |`
}
