import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR } from '../../../../src/core/duration.ts'
import { type SpreadState, spread } from '../../../../src/detection/detectors/spread.ts'
import { watchThreshold } from '../../../../src/detection/evidence/levels.ts'
import {
  autoregressive,
  HOURLY,
  hourly,
  normal,
  raised,
  random,
  spoke,
  watch,
} from '../../../support/detection/detection.ts'
import { alarmUp, saidBy, shownOf } from '../../../support/detection/shown.ts'
import { inForm } from '../../../support/long-form.ts'

const WATCH = Math.log(watchThreshold(HOUR))

function noisy(seed: number, hours: number, after: (noise: number, hour: number) => number) {
  const gauss = normal(random(seed))
  const values = Array.from({ length: 336 + hours }, (_, hour) => {
    const noise = gauss()
    return { at: hour * HOUR, value: hour < 336 ? noise : after(noise, hour - 336), n: 1 }
  })
  return shownOf(values, HOURLY)
}

/** A watch that becomes a page is shown once more. */
const grows = ({ kind, severity }: { kind: string; severity: string }): boolean =>
  kind === 'variance' && severity === 'page'

describe('evidence on the spread', () => {
  test('freezes the tenth and the ninetieth percentile of the innovations', () => {
    const state = spread.init(noisy(1, 1, noise => noise).baseline)
    // Of a standard normal these are -1.28 and 1.28.
    assert.ok(Math.abs((state?.frozen.low ?? 0) + 1.28) < 0.25, String(state?.frozen.low))
    assert.ok(Math.abs((state?.frozen.high ?? 0) - 1.28) < 0.25, String(state?.frozen.high))
  })

  test('passes a watch upwards where noise doubles, and downwards where it shrinks to a fifth', () => {
    const wider = saidBy(
      spread,
      noisy(2, 150, noise => 2 * noise),
    ).said.at(-1)
    assert.ok((wider?.log ?? 0) > WATCH)
    assert.equal(wider?.direction, 'up')
    const narrower = saidBy(
      spread,
      noisy(3, 300, noise => noise / 5),
    ).said.at(-1)
    assert.ok((narrower?.log ?? 0) > WATCH)
    assert.equal(narrower?.direction, 'down')
  })

  test('is none where only one side grew: that is a level that moved, or a tail', () => {
    const { said } = saidBy(
      spread,
      noisy(4, 200, noise => noise + 2),
    )
    assert.ok(said.every(each => (each?.log ?? 0) < WATCH))
  })

  test('counts an outlier once, whatever its size', () => {
    const with10 = saidBy(
      spread,
      noisy(5, 30, (noise, hour) => (hour === 29 ? 10 : noise)),
    ).said.at(-1)
    const with1e6 = saidBy(
      spread,
      noisy(5, 30, (noise, hour) => (hour === 29 ? 1e6 : noise)),
    ).said.at(-1)
    assert.equal(with10?.log, with1e6?.log)
  })

  test('counts what lies far out on both sides for more', () => {
    const { frozen } = spread.init(noisy(9, 1, noise => noise).baseline) as SpreadState
    assert.ok(frozen.lowest < frozen.low && frozen.highest > frozen.high)
    for (const [usual, out, far] of frozen.factors.slice(0, 3)) assert.ok(usual < out && out < far)
    for (const [usual, out, far] of frozen.factors.slice(3)) assert.ok(usual > out && out > far)
  })

  test('tells how wide it is before that is a watch, and in no noise that is as it was', () => {
    const wide = (shown: ReturnType<typeof noisy>) =>
      saidBy(spread, shown).said.map(each => each?.wide ?? Number.NEGATIVE_INFINITY)
    const doubled = saidBy(
      spread,
      noisy(2, 60, noise => 2 * noise),
    ).said
    const first = doubled.find(each => (each?.wide ?? 0) > 6)
    assert.ok((first?.log ?? WATCH) < WATCH, JSON.stringify(first))
    assert.ok(wide(noisy(6, 1000, noise => noise)).every(log => log < 9))
  })

  test('that doubled is raised once and by its name, in most', () => {
    const count = inForm(8, 24)
    const stories = [...Array(count).keys()].map(seed => {
      const next = autoregressive(random(5200 + seed), 0.3)
      const noise = hourly(1400, hour => next() * (hour >= 960 ? 2 : 1))
      return raised(watch(HOURLY, noise).verdicts).filter(({ index }) => index >= 960)
    })
    const right = stories.filter(([first, ...more]) => first?.kind === 'variance' && more.every(grows))
    assert.ok(right.length >= 0.8 * count, stories.map(spoke).join('\n'))
  })

  test('stays below a watch on a thousand hours of the same noise', () => {
    const { said } = saidBy(
      spread,
      noisy(6, 1000, noise => noise),
    )
    assert.ok(said.every(each => (each?.log ?? 0) < WATCH))
  })

  test('says that its alarm is over once the noise is as it was', () => {
    const shown = noisy(7, 400, (noise, hour) => (hour < 150 ? 3 * noise : noise))
    const over = saidBy(spread, shown, alarmUp('variance')).said.findIndex(each => each?.over === true)
    assert.ok(over > 150 && over < 300, String(over))
  })

  test('keeps what it has learned over a restart, and nothing that it has gathered', () => {
    const { state } = saidBy(
      spread,
      noisy(8, 100, noise => 2 * noise),
    )
    const again = spread.restart(state, true)
    assert.equal(again.frozen, state.frozen)
    assert.ok([...again.evidence, ...again.sides].every(each => each === 0))
  })

  test('is not gathered on counts, nor on values of which most are the same', () => {
    const of = (value: (hour: number) => number, family: 'count' | 'real') =>
      shownOf(
        Array.from({ length: 340 }, (_, hour) => ({ at: hour * HOUR, value: value(hour), n: 1 })),
        { ...HOURLY, family },
      ).baseline
    assert.equal(spread.init(of(hour => hour % 4, 'count')), null)
    assert.equal(spread.init(of(hour => (hour % 5 === 0 ? 0.5 : 0.25), 'real')), null)
  })
})
