import assert from 'node:assert/strict'
import { test } from 'node:test'
import { intervalsOf } from '../../../../../src/app/import/alertmanager/intervals.ts'
import { nameGiver } from '../../../../../src/app/import/alertmanager/names.ts'
import { type Loss, readSections } from '../../../../../src/app/import/alertmanager/section.ts'

const of = (stretches: string, losses: Loss[] = []) =>
  intervalsOf(
    readSections(`time_intervals: [{ name: n, time_intervals: [${stretches}] }]\n`, losses),
    nameGiver(),
  )

test('ranges are written out, and Sunday is the seventh day', () => {
  const { written, byName } = of(
    "{ weekdays: ['sunday:monday', friday], days_of_month: ['1:2', '-2:-1', '30:-1'], months: ['march', '11:december'], location: Europe/Berlin }, {}",
  )
  assert.deepEqual(written, [
    {
      name: 'n',
      zone: 'Europe/Berlin',
      weekdays: [7, 1, 5],
      days: [1, 2, -2, -1, 30, 31],
      months: [3, 11, 12],
    },
    { name: 'n-2', zone: 'UTC' },
  ])
  assert.deepEqual(byName.get('n'), { names: ['n', 'n-2'], whole: true })
})

test('a stretch that cannot be carried over is left out and named', () => {
  const losses: Loss[] = []
  const { written, byName } = of(
    "{ years: ['2026'] }, { days_of_month: ['20:-3'] }, { weekdays: [caturday] }, { location: Mars/Base }",
    losses,
  )
  assert.deepEqual(written, [])
  assert.equal(byName.get('n')?.whole, false)
  assert.equal(losses.length, 4)
})

test('the zone of the machine is written out, and said', () => {
  const losses: Loss[] = []
  const { written } = of('{ location: Local }', losses)
  assert.equal(written[0]?.zone, new Intl.DateTimeFormat().resolvedOptions().timeZone)
  assert.match(losses[0]?.what ?? '', /the time zone of this machine/)
})
