// A tired person at a terminal: what fires, who is on it, not now, not this one, and who did all that; against a
// running service that holds its data folder.
import assert from 'node:assert/strict'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { ChangeEpisode } from '../../src/alerting/episode.ts'
import { systemClock } from '../../src/core/clock.ts'
import { DAY, HOUR, MINUTE } from '../../src/core/duration.ts'
import { openSqliteStore } from '../../src/storage/sqlite/store.ts'
import { episodeOf, LEVEL, SERIES } from '../support/alerts/alert-samples.ts'
import { temporaryFolder } from '../support/folder.ts'
import { type Ran, type Running, runCommand, startCommand } from '../support/process/command.ts'

const FIRING = '5f0c6c1d2e3a4b5c6d7e'
const PENDING = 'a1b2c3d4e5f60718293a'

describe('acting from the command line', () => {
  const cleanup: Array<() => unknown> = []
  let folder: string
  let file: string
  let running: Running
  let page: string

  const slowburn = (...args: string[]): Promise<Ran> =>
    runCommand([...args, '--config', file], { cwd: folder })
  const start = async (): Promise<void> => {
    running = startCommand(['start', '--config', file], { env: { DATABASE_URL: 'postgres://127.0.0.1:1/x' } })
    const [, found = ''] = await running.says(/page=(\S+)/)
    page = found
  }

  before(async () => {
    folder = temporaryFolder({ after: step => void cleanup.push(step as () => unknown) })
    file = join(folder, 'slowburn.yml')
    writeFileSync(
      file,
      `data: { folder: ${JSON.stringify(join(folder, 'data'))} }
listen: { port: 0 }
sources:
  - { name: p, type: postgres, url: "\${DATABASE_URL}", tables: [{ table: t, as: tasks, columns: { id: i, created_at: c, completed_at: d } }] }
rules:
  - { name: slower-work, indicators: [task_run_time_p50] }
`,
    )
    const now = systemClock.now()
    const store = openSqliteStore(join(folder, 'data'))
    const { id } = store.series.ensure(SERIES.key, SERIES.indicator, SERIES.labels, HOUR)
    const episode = (overrides: Partial<ChangeEpisode>): ChangeEpisode =>
      episodeOf(LEVEL, { seriesId: id, pendingSince: now - 3 * HOUR, lastActiveAt: now, ...overrides })
    store.episodes.save(episode({ id: PENDING, state: 'pending', firingSince: null }))
    store.episodes.save(episode({ id: FIRING, firingSince: now - 2 * HOUR - MINUTE }))
    store.close()
    await start()
  })
  after(() => {
    running.child.kill('SIGKILL')
    for (const step of cleanup) step()
  })

  test('alerts lists what fires first, within eighty columns', async () => {
    const [{ code, stdout, stderr }, asJson] = await Promise.all([
      slowburn('alerts'),
      slowburn('alerts', '--json'),
    ])
    assert.equal(code, 0, stderr)
    const [head = '', first = '', second = ''] = stdout.split('\n')
    assert.match(head, /^ID +STATE +LEVEL +FOR +CHANGE +WHAT$/)
    assert.match(first, /^5f0c6c1d +firing +page +2h \d+m +\+35 % +Task run time p50 of build stepped up$/)
    assert.match(second, /^a1b2c3d4 +pending +page +3h /)
    assert.ok(stdout.split('\n').every(line => [...line].length <= 80))
    const json = JSON.parse(asJson.stdout) as { alerts: Array<{ id: string }> }
    assert.deepEqual(
      json.alerts.map(({ id }) => id),
      [FIRING, PENDING],
    )
  })

  test('ack and snooze are done once, put down to the user, and shown wherever the alert is', async () => {
    const acked = await slowburn('ack', FIRING.slice(0, 6), '--note', 'rolling back <b>')
    assert.equal(
      acked.stdout,
      'Acknowledged: slower-work, task_run_time_p50{task_type="build"}.\n',
      acked.stderr,
    )
    const [again, alerts] = await Promise.all([
      slowburn('ack', FIRING, '--note', 'rolling back <b>'),
      slowburn('alerts'),
    ])
    assert.match(again.stdout, /^No change/)
    assert.match(alerts.stdout, /^5f0c6c1d +acknowledged/m)
    const snoozed = await slowburn('snooze', FIRING, '--for', '4h', '--by', 'ann')
    assert.match(snoozed.stdout, /^Snoozed: slower-work, .* until \d{4}-\d\d-\d\d \d\d:\d\d UTC\.\n$/)
    const history = await slowburn('history', FIRING.slice(0, 8))
    const user = userInfo().username
    assert.match(
      history.stdout,
      new RegExp(
        `  ${user}  acknowledged  5f0c6c1d\n +rolling back <b>\n.*  ann  snoozed  5f0c6c1d\n +until `,
      ),
    )
    const shown = await (await fetch(`${page}alerts/${FIRING}`)).text()
    assert.match(shown, /snoozed/)
    assert.match(shown, /rolling back &lt;b&gt;/)
  })

  test('silence makes, lists and ends a silence', async () => {
    const args = [
      'task_type=build',
      'severity=~"p.*"',
      '--for',
      '2h',
      '--comment',
      'new compiler',
      '--by',
      'ann',
    ]
    const made = await slowburn('silence', ...args)
    assert.match(
      made.stdout,
      /^Silenced: task_type="build" severity=~"p\.\*" until .* id [0-9a-f]{12}\nIt covers .*\n$/,
      made.stderr,
    )
    const id = /id ([0-9a-f]+)/.exec(made.stdout)?.[1] ?? ''
    const listed = await slowburn('silence', '--list')
    assert.match(listed.stdout, new RegExp(`^${id}  now +.*ann.*task_type="build"`, 'm'))
    assert.match((await slowburn('silence', '--expire', id.slice(0, 6))).stdout, /^Ended: /)
    const [none, history] = await Promise.all([
      slowburn('silence', '--list'),
      slowburn('history', '--json', '-n', '2'),
    ])
    assert.equal(none.stdout, 'Nothing is silenced.\n')
    const json = JSON.parse(history.stdout) as {
      history: Array<{ action: string }>
    }
    assert.deepEqual(
      json.history.map(({ action }) => action),
      ['silenced', 'unsilenced'],
    )
  })

  test('a release is put down once, with who told it, and listed', async () => {
    const args = ['release', '2.9.1', '--component', 'worker', '--note', 'new queue', '--by', 'ci']
    const told = await slowburn(...args)
    assert.match(told.stdout, /^Recorded: 2\.9\.1 of worker, \d+ \w{3} \d\d:\d\d UTC\n$/, told.stderr)
    assert.match((await slowburn(...args)).stdout, /^Already recorded: 2\.9\.1 of worker, /)
    const day = new Date(systemClock.now() - 30 * DAY).toISOString().slice(0, 10)
    const earlier = await slowburn('release', '2.9.0', '--at', `${day}T04:05:00Z`, '--environment', 'eu')
    assert.match(earlier.stdout, /^Recorded: 2\.9\.0 \(eu\), \d+ \w{3} 04:05 UTC\n$/, earlier.stderr)
    const [{ stdout }, asJson, { stdout: history }] = await Promise.all([
      slowburn('release', '--list'),
      slowburn('release', '--list', '--json'),
      slowburn('history'),
    ])
    const [head = '', first = '', second = '', ...rest] = stdout.trimEnd().split('\n')
    assert.match(head, /^WHEN \(UTC\) +VERSION +COMPONENT +WHERE +KNOWN FROM$/)
    assert.match(first, /^\d+ \w{3} \d\d:\d\d +2\.9\.1 +worker +announced by ci$/)
    assert.match(second, /^\d+ \w{3} 04:05 +2\.9\.0 +eu +announced by /)
    assert.deepEqual(rest, [])
    const json = JSON.parse(asJson.stdout) as { releases: Array<{ note: string | null }> }
    assert.deepEqual(
      json.releases.map(({ note }) => note),
      ['new queue', null],
    )
    assert.match(history, /ci {2}rolled out\n {14}release 2\.9\.1 of worker at .*: new queue\n/)
  })

  test('what cannot be done is said in one line', async () => {
    const wrong: ReadonlyArray<readonly [string[], RegExp]> = [
      [['ack', PENDING], /the alert does not fire yet/],
      [['snooze', FIRING, '--for', 'soon'], /"soon" is not a duration\. Write it as/],
      [['silence', 'task_type=build', '--for', '2h'], /say why with --comment/],
      [['release'], /give a version, or --list/],
      [['release', '1', '--at', 'yesterday'], /at: /],
      [['release', '1', '--at', '2999-01-01T00:00:00Z'], /cannot lie in the future/],
      [['silence'], /give matchers, or --list, or --expire/],
      [['silence', 'severity=~".*"', '--for', '2h', '--comment', 'x'], /cover everything/],
    ]
    await Promise.all(
      wrong.map(async ([args, line]) => {
        const { code, stdout, stderr } = await slowburn(...args)
        assert.equal(code, 1, args.join(' '))
        assert.equal(stdout, '')
        assert.match(stderr, /^slowburn: [^\n]+\n$/)
        assert.match(stderr, line)
      }),
    )
  })

  test('it outlives a restart; and while the service is down, that is said', async () => {
    const data = join(folder, 'data')
    assert.equal(statSync(join(data, 'control-token')).mode & 0o777, 0o600)
    const token = readFileSync(join(data, 'control-token'), 'utf8')
    const { code } = await running.end('SIGTERM')
    assert.equal(code, 0)
    assert.ok(!running.stderr().includes(token.trim()))
    assert.equal(existsSync(join(data, 'service.json')), false)
    const down = await runCommand(['alerts', '--data', data])
    assert.equal(down.code, 1)
    assert.match(
      down.stderr,
      /^slowburn: .*service\.json is not there\. No slowburn runs on .*start it with slowburn start/,
    )

    writeFileSync(join(data, 'service.json'), '{"url":"http://127.0.0.1:1/","pid":1}')
    const left = await runCommand(['alerts', '--data', data])
    assert.match(
      left.stderr,
      /^slowburn: no answer from http:\/\/127\.0\.0\.1:1 \(.+\)\. No slowburn runs on/,
    )
    assert.equal(left.code, 1)

    await start()
    assert.equal(readFileSync(join(data, 'control-token'), 'utf8'), token)
    assert.match((await runCommand(['alerts', '--data', data])).stdout, /^5f0c6c1d +snoozed/m)
    const none = await runCommand(['alerts'], { cwd: join(folder, 'data') })
    assert.match(none.stderr, /slowburn\.yml: cannot be read: .*--data/)
  })
})
