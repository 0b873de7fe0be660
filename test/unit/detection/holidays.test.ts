// The whole monitor on offices that are closed on the public holidays of Berlin.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Millis } from '../../../src/core/clock.ts'
import { DAY, HOUR } from '../../../src/core/duration.ts'
import { wallTime } from '../../../src/core/zones/time-zone.ts'
import type { MonitorOptions, MonitorState } from '../../../src/detection/change.ts'
import { isHoliday } from '../../../src/detection/rhythm/holidays.ts'
import type { Point } from '../../../src/series/series.ts'
import {
  autoregressive,
  HOURLY,
  monitor,
  point,
  raised,
  random,
  watch,
} from '../../support/detection/detection.ts'

const ZONE = 'Europe/Berlin'
const BERLIN: MonitorOptions = { ...HOURLY, family: 'positive', zone: ZONE, calendar: 'DE-BE' }
const NOBODY: MonitorOptions = { ...HOURLY, family: 'positive', zone: ZONE }
/** A Monday. From here Easter, 3 to 6 April 2026, is on days 60 to 63. */
const START = Date.UTC(2026, 1, 2)
const GOOD_FRIDAY = 60 * 24

/** Open from eight to six on weekdays that are no holidays; `closed` is what comes in an hour else. */
function office(days: number, seed: number, closed: number, factor = (_hour: number) => 1): Point[] {
  const noise = autoregressive(random(seed), 0.3)
  return Array.from({ length: days * 24 }, (_, hour) => {
    const at = START + hour * HOUR
    const { minute } = wallTime(ZONE, at)
    const weekend = Math.floor((at + HOUR) / DAY + 3) % 7 >= 5
    const open = minute >= 8 * 60 && minute < 18 * 60 && !weekend && !isHoliday('DE-BE', at, HOUR)
    const value = Math.exp(0.1 * noise()) * factor(hour)
    return point(at, (open ? 500 : closed) * value)
  })
}

const easter = ({ index }: { index: number }) => index >= GOOD_FRIDAY && index < GOOD_FRIDAY + 4 * 24
const silent = ({ kind }: { kind: string }) => kind === 'missing'

describe('a public holiday', () => {
  test('is not judged by what is usual, and says so; without a calendar it is a change', () => {
    for (const seed of [1, 2, 3]) {
      const points = office(75, seed, 100)
      assert.ok(raised(watch(NOBODY, points).verdicts).some(easter), `seed ${seed} without a calendar`)
      const { verdicts } = watch(BERLIN, points)
      assert.deepEqual(raised(verdicts), [], `seed ${seed}`)
      const verdict = verdicts[GOOD_FRIDAY + 12]
      assert.ok(verdict?.status === 'quiet' && verdict.coverageGaps.includes('holiday'))
      const after = verdicts.at(-1)
      assert.ok(after?.status === 'quiet' && !after.coverageGaps.includes('holiday'))
    }
  })

  test('hides no change that lasts: it is raised on the days after', () => {
    const points = office(80, 4, 100, hour => (hour >= GOOD_FRIDAY + 6 ? 1.6 : 1))
    const [first] = raised(watch(BERLIN, points).verdicts)
    assert.equal(first?.kind, 'level')
    assert.ok(first.index >= GOOD_FRIDAY + 24 && first.index < GOOD_FRIDAY + 7 * 24, String(first.index))
  })

  test('leaves no mark on the noise that is learned: the state is as if the day had not been', () => {
    const points = office(75, 5, 100)
    const without = points.filter(({ at }) => !isHoliday('DE-BE', at, HOUR))
    assert.deepEqual(learned(watch(BERLIN, points).state), learned(watch(BERLIN, without).state))
  })

  test('is no silence where nothing comes, nor once it is over', () => {
    for (const calendar of ['DE-BE', undefined]) {
      const state = monitor.start({ ...BERLIN, calendar })
      const said = silences(
        state,
        office(75, 6, 100).filter(({ at }) => !isHoliday('DE-BE', at, HOUR)),
      )
      assert.equal(said.length > 0, calendar === undefined, String(calendar))
    }
  })

  test('in the baseline is no silence that was usual', () => {
    const noise = autoregressive(random(10), 0.3)
    const begin = Date.UTC(2026, 3, 27)
    const died = 26 * 24
    let state = monitor.start(BERLIN)
    for (let hour = 0; hour < died; hour += 1)
      [state] = monitor.observe(state, point(begin + hour * HOUR, 100 * Math.exp(0.1 * noise())))
    const [, verdict] = monitor.elapse(state, begin + (died + 4) * HOUR)
    assert.ok(verdict.status === 'alarm' && verdict.alarm.kind === 'missing', verdict.status)
  })

  test('does not hide a silence that was there before and lasts, and ends one in which a value comes', () => {
    const points = office(75, 7, 100)
    const broken = points.filter((_, hour) => hour < GOOD_FRIDAY - 24 || hour > GOOD_FRIDAY + 12)
    const said = silences(monitor.start(BERLIN), broken)
    assert.equal(said.length, 1)
    assert.ok((said[0]?.from ?? 0) < START + GOOD_FRIDAY * HOUR)
    assert.equal(said[0]?.to, START + (GOOD_FRIDAY + 13) * HOUR)
  })

  test('counts from the moment on that the calendar is configured', () => {
    const points = office(75, 8, 100)
    const { state } = watch(NOBODY, points.slice(0, GOOD_FRIDAY))
    let now = monitor.adopt(state, BERLIN)
    assert.equal(monitor.adopt(now, BERLIN), now)
    for (const each of points.slice(GOOD_FRIDAY)) {
      const [next, verdict] = monitor.observe(now, each)
      assert.notEqual(verdict.status, 'alarm')
      now = next
    }
    assert.equal(monitor.band(monitor.adopt(now, BERLIN), START + (GOOD_FRIDAY + 5) * HOUR), null)
    assert.notEqual(monitor.band(monitor.adopt(now, NOBODY), START + (GOOD_FRIDAY + 5) * HOUR), null)
  })

  test('of which an hour holds several buckets is one as well', () => {
    const minutes = office(75, 9, 100).flatMap(({ at, value }) =>
      [0, 1, 2, 3].map(quarter => point(at + (quarter * HOUR) / 4, value)),
    )
    const options = { ...BERLIN, bucket: HOUR / 4 }
    assert.deepEqual(raised(watch(options, minutes).verdicts), [])
    const { state } = watch({ ...options, calendar: undefined }, minutes.slice(0, GOOD_FRIDAY * 4))
    const [, verdict] = monitor.observe(monitor.adopt(state, options), minutes[GOOD_FRIDAY * 4 + 3] as never)
    assert.ok(verdict.status === 'quiet' && verdict.coverageGaps.includes('holiday'))
  })
})

/** All but which point was the last, and how many of them. */
function learned(state: MonitorState): unknown {
  const { lastAt: _, ...rest } = state
  return rest
}

/** Silences that stood while points came and, every hour, the clock went on. */
function silences(begun: MonitorState, points: readonly { at: Millis; value: number | null }[]) {
  const said: { from: Millis; to: Millis | null }[] = []
  let state = begun
  let standing = false
  const note = (kind: string | null, at: Millis): void => {
    const now = kind !== null && silent({ kind })
    if (now && !standing) said.push({ from: at, to: null })
    const last = said.at(-1)
    if (!now && standing && last !== undefined) last.to = at
    standing = now
  }
  let next = 0
  for (let at = START; at <= (points.at(-1)?.at ?? 0); at += HOUR) {
    const here = points[next]
    const [after, verdict] =
      here?.at === at ? monitor.observe(state, point(at, here.value)) : monitor.elapse(state, at + HOUR)
    if (here?.at === at) next += 1
    state = after
    note(verdict.status === 'alarm' ? verdict.alarm.kind : null, at)
  }
  return said
}
