import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { HOUR, MINUTE } from '../../../../../src/core/duration.ts'
import { wallClock } from '../../../../../src/sources/postgres/connection/wall-clock.ts'

const at = (text: string): number => Date.parse(text)
const berlin = wallClock('Europe/Berlin')

describe('What the clocks of a zone showed', () => {
  test('is an hour behind UTC more in summer than in winter', () => {
    assert.equal(berlin.momentOf(at('2026-07-01T12:00Z')), at('2026-07-01T10:00Z'))
    assert.equal(berlin.momentOf(at('2026-01-01T12:00Z')), at('2026-01-01T11:00Z'))
    assert.equal(wallClock('Asia/Kolkata').momentOf(at('2026-07-01T12:00Z')), at('2026-07-01T06:30Z'))
    assert.equal(wallClock(null).momentOf(at('2026-07-01T12:00Z')), at('2026-07-01T12:00Z'))
  })

  test('of the hour that is shown twice is its first passing, and its second can be asked for', () => {
    const shown = at('2026-10-25T02:30Z')
    assert.equal(berlin.momentOf(shown), at('2026-10-25T00:30Z'))
    assert.equal(berlin.secondMomentOf(shown), at('2026-10-25T01:30Z'))
    assert.equal(berlin.secondMomentOf(shown + HOUR), null)
    assert.equal(berlin.momentOf(shown + HOUR), at('2026-10-25T02:30Z'))
  })

  test('of the hour that is never shown counts as later', () => {
    assert.equal(berlin.momentOf(at('2026-03-29T02:30Z')), at('2026-03-29T01:30Z'))
    assert.equal(berlin.secondMomentOf(at('2026-03-29T02:30Z')), null)
  })

  test('between two moments lies between the bounds that a scan is given, around each setting of the clocks', () => {
    for (const zone of ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Africa/Casablanca']) {
      const clock = wallClock(zone)
      const minutes = fc.integer({ min: at('2026-01-01Z') / MINUTE, max: at('2026-12-31Z') / MINUTE })
      const near = fc.constantFrom(...settingsOf(zone)).chain(setting => {
        const around = fc.integer({ min: -200, max: 200 })
        return fc.tuple(around, around).map(([a, b]) => [setting + a * MINUTE, setting + b * MINUTE] as const)
      })
      fc.assert(
        fc.property(
          fc.oneof(
            fc.tuple(minutes, minutes).map(pair => pair.map(m => m * MINUTE)),
            near,
          ),
          pair => {
            const [earlier = 0, later = 0] = pair.toSorted((a, b) => a - b)
            const shown = later + offsetOf(zone, later)
            assert.ok(clock.leastFrom(earlier) <= shown)
            assert.ok(clock.mostUpTo(later) >= earlier + offsetOf(zone, earlier))
            assert.ok([clock.momentOf(shown), clock.secondMomentOf(shown)].includes(later))
          },
        ),
      )
    }
  })

  test('needs a zone that exists', () => {
    assert.throws(() => wallClock('Europe/Nowhere').momentOf(0), RangeError)
  })
})

/** As the runtime has it, which is not asked by what is tested. */
function offsetOf(zone: string, moment: number): number {
  const format = formatOf(zone)
  const name = format.formatToParts(moment).find(({ type }) => type === 'timeZoneName')?.value ?? ''
  const [, sign = '+', hours = '0', minutes = '0'] = /GMT([+-])(\d\d):(\d\d)/.exec(name) ?? []
  return (sign === '-' ? -1 : 1) * (Number(hours) * HOUR + Number(minutes) * MINUTE)
}

function settingsOf(zone: string): number[] {
  const settings: number[] = []
  for (let hour = at('2026-01-01Z'); hour < at('2026-12-31Z'); hour += HOUR) {
    if (offsetOf(zone, hour) !== offsetOf(zone, hour - HOUR)) settings.push(hour)
  }
  return settings
}

const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' })
  formats.set(timeZone, made)
  return made
}
