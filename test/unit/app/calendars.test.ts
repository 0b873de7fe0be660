import assert from 'node:assert/strict'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { rotaCalendar } from '../../../src/alerting/calendar/write.ts'
import { type CalendarRota, onDuty } from '../../../src/alerting/routing/rota.ts'
import { type Calendars, keepCalendars, refresh } from '../../../src/app/calendars.ts'
import { parseConfig } from '../../../src/config/load.ts'
import { manualClock } from '../../../src/core/clock.ts'
import { MINUTE } from '../../../src/core/duration.ts'
import { silentLogger } from '../../../src/core/logger.ts'
import { endlessFor } from '../../support/delivery/endless.ts'
import { temporaryFolder } from '../../support/folder.ts'

const NOW = Date.UTC(2026, 9, 20, 12)
const { signal } = new AbortController()
const TEXT = rotaCalendar(
  {
    name: 'r',
    zone: 'UTC',
    start: { year: 2026, month: 10, day: 19, minute: 0 },
    contacts: ['bob'],
    overrides: [],
  },
  NOW,
)

function calendarsWith(t: TestContext, ics: string): { rota: CalendarRota; calendars: Calendars } {
  const rota: CalendarRota = {
    name: 'on call',
    ics,
    zone: 'UTC',
    contacts: ['ann', 'bob'],
    otherwise: 'ann',
    calendar: { shifts: [] },
  }
  const contacts = [{ name: 'ann', email: ['ann@example.org'] }, { name: 'bob' }]
  const calendars = {
    rotas: [rota],
    contacts,
    folder: temporaryFolder(t),
    clock: manualClock(NOW),
    log: silentLogger,
    faults: new Map<string, string>(),
  }
  return { rota, calendars }
}

test('a calendar in a file decides, and what it does not say is somebody’s all the same', async t => {
  const file = join(temporaryFolder(t), 'rota.ics')
  const { rota, calendars } = calendarsWith(t, file)
  assert.match((await refresh(rota, calendars, signal)) ?? '', /ENOENT/)
  assert.equal(onDuty(rota, NOW), 'ann')
  writeFileSync(file, TEXT)
  assert.equal(await refresh(rota, calendars, signal), null)
  assert.equal(onDuty(rota, NOW), 'bob')
})

test('one on the web that is away, or no calendar any more, leaves what was read, over a restart too', async t => {
  let body: string | null = TEXT
  const server = createServer((_request, response) => {
    response.statusCode = body === null ? 503 : 200
    response.end(body ?? 'sorry')
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  t.after(() => server.close())
  const { rota, calendars } = calendarsWith(
    t,
    `http://127.0.0.1:${(server.address() as AddressInfo).port}/secret.ics`,
  )
  assert.equal(await refresh(rota, calendars, signal), null)
  body = null
  assert.match((await refresh(rota, calendars, signal)) ?? '', /answered 503/)
  body = '<html>sign in</html>'
  assert.match((await refresh(rota, calendars, signal)) ?? '', /is no calendar/)
  assert.equal(onDuty(rota, NOW), 'bob')
  const restarted: CalendarRota = { ...rota, calendar: { shifts: [] } }
  await keepCalendars({ ...calendars, rotas: [restarted] }, AbortSignal.abort())
  assert.equal(onDuty(restarted, NOW), 'bob')
})

test('one on the web that never ends is given up, and says why', async t => {
  const { url, sent } = await endlessFor(t, 200)
  const { calendars, rota } = calendarsWith(t, url)
  assert.match((await refresh(rota, calendars, signal)) ?? '', /answered more than 10 MB/)
  assert.ok(sent() < 30e6, `${sent()} bytes were taken`)
})

test('a file that cannot be read is named while that is so, with its path', async t => {
  const file = join(temporaryFolder(t), 'duty.ics')
  const { calendars } = calendarsWith(t, file)
  const stop = new AbortController()
  const clock = manualClock(NOW)
  const kept = keepCalendars({ ...calendars, clock }, stop.signal)
  await until(() => calendars.faults.has('on call'))
  assert.match(calendars.faults.get('on call') ?? '', /ENOENT/)
  assert.ok(calendars.faults.get('on call')?.includes(file))
  writeFileSync(file, TEXT)
  await until(() => {
    clock.advance(15 * MINUTE)
    return calendars.faults.size === 0
  })
  stop.abort()
  await kept
})

test('one of a rota of a configuration decides, though configurations are frozen', async t => {
  const file = join(temporaryFolder(t), 'duty.ics')
  writeFileSync(file, TEXT)
  const { contacts, rotas } = parseConfig(
    `sources: [{ name: app, type: push, token: 0123456789abcdef, feeds: [task] }]
contacts: [{ name: ann, email: ann@example.org }, { name: bob, email: bob@example.org }]
rotas: [{ name: duty, ics: ${file}, contacts: [ann, bob] }]
`,
    {},
  )
  const [rota] = rotas
  assert.ok(rota !== undefined && 'calendar' in rota && Object.isFrozen(rota))
  const { calendars } = calendarsWith(t, file)
  assert.equal(await refresh(rota, { ...calendars, contacts, rotas }, signal), null)
  assert.equal(onDuty(rota, NOW), 'bob')
})

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise(resolve => setTimeout(resolve, 2))
}
