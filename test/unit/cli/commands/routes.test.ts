import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { routesCommand } from '../../../../src/cli/commands/routes.ts'
import { temporaryFolder } from '../../../support/folder.ts'
import { type Ended, runCommandHere } from '../../../support/process/fake-service.ts'

const CONFIG = `sources: [{ name: app, type: push, token: 0123456789abcdef, feeds: [task] }]
contacts:
  - { name: ann, email: ann@example.org }
  - { name: bob, email: bob@example.org }
rotas: [{ name: duty, start: 2026-01-05T09:00, contacts: [ann, bob] }]
route:
  to: [bob]
  routes: [{ name: pages, match: [severity="page"], to: [duty] }]
`

function routes(t: TestContext, ...args: string[]): Promise<Ended> {
  const file = join(temporaryFolder(t), 'slowburn.yml')
  writeFileSync(file, CONFIG)
  return runCommandHere(t, routesCommand, ...args, '--config', file)
}

test('without labels the tree is shown', async t => {
  const { stdout } = await routes(t)
  assert.match(stdout, /^everything\n {2}-> bob/)
  assert.match(stdout, /^ {2}pages {2}severity="page"\n {4}-> duty/m)
})

test('with labels it says who would be notified at a moment', async t => {
  const first = await routes(t, 'severity=page', '--at', '2026-01-06T12:00Z')
  assert.equal(first.stdout, 'everything / pages\n  at once: ann\n')
  const next = await routes(t, 'severity=page', '--at', '2026-01-13T12:00Z', '--json')
  assert.deepEqual((JSON.parse(next.stdout) as { steps: unknown }[])[0]?.steps, [
    { after_seconds: 0, contacts: ['bob'] },
  ])
  assert.equal((await routes(t, 'severity=watch')).stdout, 'everything\n  at once: bob\n')
})

test('a rota that a calendar decides is read, and where it cannot be that is said', async t => {
  const folder = temporaryFolder(t)
  const [file, ics] = [join(folder, 'slowburn.yml'), join(folder, 'duty.ics')]
  writeFileSync(file, CONFIG.replace('start: 2026-01-05T09:00', `ics: ${ics}, otherwise: ann`))
  const asked = ['severity=page', '--at', '2026-01-06T12:00Z', '--config', file]
  const without = await runCommandHere(t, routesCommand, ...asked)
  assert.equal(without.stdout, 'everything / pages\n  at once: ann\n')
  assert.match(
    without.stderr,
    /The calendar of rota duty cannot be read \(ENOENT.*duty\.ics.*; ann is shown in its place/,
  )
  const event = [
    'BEGIN:VEVENT',
    'UID:1',
    'SUMMARY:bob',
    'DTSTART:20260105T000000Z',
    'DURATION:P7D',
    'END:VEVENT',
  ]
  writeFileSync(ics, ['BEGIN:VCALENDAR', 'VERSION:2.0', ...event, 'END:VCALENDAR', ''].join('\r\n'))
  const read = await runCommandHere(t, routesCommand, ...asked)
  assert.deepEqual([read.stdout, read.stderr], ['everything / pages\n  at once: bob\n', ''])
})

test('what is no label or no time is refused in words', async t => {
  assert.match((await routes(t, 'severity')).stderr, /severity is not a label\. Write it as severity=page/)
  assert.match((await routes(t, 'a=b', '--at', 'noon')).stderr, /--at noon is not a time/)
  assert.match((await routes(t, 'a=b', '--at', '2026-01-06T12:00')).stderr, /is not a time\. Write it as .*Z/)
})

test('a route that notifies nobody now says why, and nobody at once', async t => {
  const file = join(temporaryFolder(t), 'slowburn.yml')
  const muted = CONFIG.replace(
    'to: [duty] }',
    'mute_during: [never] }, { match: [a="b"], active_during: [mondays] }',
  )
  writeFileSync(file, `${muted}time_intervals: [{ name: never }, { name: mondays, weekdays: [1] }]\n`)
  const ask = async (label: string): Promise<string> =>
    (await runCommandHere(t, routesCommand, label, '--at', '2026-01-06T12:00Z', '--config', file)).stdout
  assert.equal(await ask('severity=page'), 'everything / pages: nobody now, muted during never\n')
  assert.equal(await ask('a=b'), 'everything / 2: nobody now, out of hours: notified only during mondays\n')
})
