import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseConfig } from '../../../src/config/load.ts'
import { DAY, HOUR, MINUTE } from '../../../src/core/duration.ts'
import { ConfigError, formatFault } from '../../../src/core/errors.ts'
import { channels } from '../../../src/delivery/notifiers/registry.ts'

const MINIMAL = `sources:
  - name: platform
    type: postgres
    url: postgres://slowburn@127.0.0.1/app
    tables:
      - table: execution_tasks
        as: tasks
        concurrency: 1
        columns:
          id: task_id
          created_at: created_at
          completed_at: completed_at
          status: status
`

function faultsIn(text: string, env: Record<string, string> = {}): string[] {
  try {
    parseConfig(text, env)
  } catch (error) {
    assert.ok(error instanceof ConfigError, String(error))
    return error.faults.map(formatFault)
  }
  assert.fail('the configuration was accepted')
}

const ROUTED = `${MINIMAL}contacts:
  - { name: ann, email: ann@example.org }
  - { name: bob, email: bob@example.org }
  - { name: pager, webhook: { url: 'https://pager.example.org/x', secret: sixteen characters } }
rotas:
  - name: duty
    zone: Europe/Berlin
    start: 2026-01-05T09:00
    contacts: [ann, bob]
    overrides: [{ from: 2026-12-24, until: 2026-12-27T09:00, contact: bob }]
escalations:
  - name: nights
    steps:
      - to: [duty]
      - { to: [bob, pager], after: 30m }
route:
  repeat: 4h
  routes:
    - match: [severity="page"]
      to: [nights]
    - name: money
      match: ['indicator=~"roi.*"']
      repeat: null
      group_by: [indicator]
      routes:
        - match: [currency="EUR"]
          to: [ann]
`

describe('configuration', () => {
  test('one source is enough: everything else has a default that works', () => {
    const config = parseConfig(MINIMAL, {})
    assert.equal(config.tick, MINUTE)
    // All of it is in the test of that key.
    assert.equal(config.listen.port, 9464)
    assert.equal(config.smtp, null)
    assert.equal(config.data.keep, 400 * DAY)
    const [source] = config.sources
    assert.ok(source?.type === 'postgres')
    assert.equal(source.tables[0]?.table, 'execution_tasks')
    assert.equal(config.rules.length, 1)
    assert.equal(config.rules[0]?.keepFiringFor, 6 * HOUR)
    assert.deepEqual(config.route.steps, [{ to: ['on-call'], after: 0 }])
    assert.deepEqual(config.flapping, { times: 3, within: DAY, hold: HOUR })
  })

  test('snake_case outside is camelCase inside', () => {
    const config = parseConfig(`${MINIMAL}time_zone: Europe/Berlin\n`, {})
    assert.equal(config.timeZone, 'Europe/Berlin')
    const [source] = config.sources
    assert.ok(source?.type === 'postgres')
    const [table] = source.tables
    assert.ok(table?.as === 'tasks')
    assert.equal(table.columns.completedAt, 'completed_at')
  })

  test('secrets come from the environment; a variable that is not set is a fault with its line', () => {
    const text = MINIMAL.replace('slowburn@', 'slowburn:${DB_PASSWORD}@')
    const [source] = parseConfig(text, { DB_PASSWORD: 'x' }).sources
    assert.ok(source?.type === 'postgres')
    assert.match(source.url, /slowburn:x@/)
    assert.deepEqual(faultsIn(text), [
      'line 4, ${DB_PASSWORD}: environment variable is not set. Set DB_PASSWORD in the environment of slowburn',
    ])
  })

  test('broken YAML is one clear line', () => {
    const faults = faultsIn('sources:\n  - name: [oops\n')
    assert.ok(faults.length >= 1)
    assert.match(faults[0] ?? '', /^line \d+, YAML: .*\. Fix the YAML$/)
    assert.doesNotMatch(faults.join(''), /\n/)
  })

  test('a variable without quotes in a map of one line is one fault, which says so', () => {
    assert.deepEqual(faultsIn('smtp: { host: h, user: u, password: ${PW} }\n'), [
      'line 1, ${PW}: stands between { } or [ ] without quotes, so YAML reads its own braces. Write "${PW}"',
    ])
  })

  test('all faults are reported at once, each with path and line', () => {
    const faults = faultsIn(
      `${MINIMAL}tick: soon\nlisten:\n  port: 70000\n  prot: 1\nrules:\n  - name: a\n    indicators: [nothing_of_the_kind]\n`,
    )
    assert.equal(faults.length, 3, faults.join('\n'))
    assert.match(
      faults.join('\n'),
      /^line 14, tick: "soon" is not a duration\. Write it as 90s, 6h or 1d12h$/m,
    )
    assert.match(faults.join('\n'), /^line 16, listen\.port: /m)
    assert.match(faults.join('\n'), /^line 17, listen\.prot: unknown key\. Write it port, or remove it$/m)
  })

  test('an unknown key is a fault that names the one that was meant, and none where none is near', () => {
    assert.deepEqual(
      faultsIn(
        'sources:\n  - { name: a, type: push, token: 0123456789abcdef, feeds: [task], latenes: 1m }\n',
      ),
      ['line 2, sources.0.latenes: unknown key. Write it lateness, or remove it'],
    )
    assert.deepEqual(faultsIn(`${MINIMAL}nonsense: 1\n`), [
      'line 14, nonsense: unknown key. Remove it, or fix the spelling',
    ])
  })

  test('names that point nowhere are faults: indicators, contacts, doubled names', () => {
    const faults = faultsIn(
      `${MINIMAL}rules:
  - name: a
    indicators: [nothing_of_the_kind, 'task_*']
  - name: a
    indicators: ['*']
indicators:
  task_spleen: { limit: 3 }
route: { to: [nobody] }
`,
    )
    assert.match(faults.join('\n'), /rules\.1\.name: duplicate name "a"/)
    assert.match(
      faults.join('\n'),
      /line 16, rules\.0\.indicators\.0: no indicator is named "nothing_of_the_kind"\. Known: .*task_run_time_p50/,
    )
    assert.match(
      faults.join('\n'),
      /line 21, route\.to\.0: no contact, rota or escalation is named "nobody"\. Add it to contacts/,
    )
    assert.match(faults.join('\n'), /line 20, indicators\.task_spleen: no such indicator/)
    assert.equal(faults.length, 4)
  })

  test('a missing key is named where it is missing', () => {
    const faults = faultsIn(MINIMAL.replace('          completed_at: completed_at\n', ''))
    assert.deepEqual(faults, ['line 9, sources.0.tables.0.columns.completed_at: is missing. Add it'])
  })

  test('mail is never sent in clear over a network, and never to nobody', () => {
    const smtp = 'smtp:\n  host: mail.example.org\n  from: slowburn@example.org\n  tls: none\n'
    const faults = faultsIn(MINIMAL + smtp)
    assert.match(
      faults.join('\n'),
      /smtp\.tls: mail would cross the network in clear\. Use starttls or implicit/,
    )
    assert.match(faults.join('\n'), /smtp: a mail server, but nobody to write to/)
  })

  test('an address that could smuggle in a header is refused', () => {
    for (const address of ['"a@b.c\\nBcc: x@y.z"', '"a@b.c, d@e.f"', 'nobody', '"<a@b.c>"']) {
      const faults = faultsIn(`${MINIMAL}contacts:\n  - name: a\n    email: ${address}\n`)
      assert.match(faults.join('\n'), /contacts\.0\.email/)
    }
  })

  test('reminders, working hours, maintenance windows and inhibitions are read and checked', () => {
    const text = `${MINIMAL}route:
  repeat: 4h
  active_during: [office]
time_intervals:
  - name: office
    zone: Europe/Berlin
    weekdays: [1, 2, 3, 4, 5]
    times: [{ from: '09:00', to: '17:30' }]
inhibitions:
  - source: ['indicator="observation_rate"']
    target: ['indicator=~"task_.*"']
heartbeat: { url: 'https://watch.example.org/x' }
`
    const config = parseConfig(text, {})
    assert.equal(config.route.repeat, 4 * HOUR)
    assert.deepEqual(config.timeIntervals[0]?.times, [{ from: 540, to: 1050 }])
    assert.equal(config.inhibitions[0]?.target[0]?.op, '=~')
    assert.equal(config.heartbeat?.every, MINUTE)
    assert.match(
      faultsIn(text.replace('[office]', '[night]')).join('\n'),
      /line 16, route\.active_during\.0: no time interval is named "night"\. Add it to time_intervals/,
    )
    assert.match(
      faultsIn(text.replace("'09:00'", "'9am'")).join('\n'),
      /"9am" is not a time of day such as 09:30/,
    )
    assert.match(
      faultsIn(text.replace('=~"task_.*"', '=~"task_("')).join('\n'),
      /is not a regular expression/,
    )
  })

  test('routes inherit what they leave out, and escalations become steps', () => {
    const { route, rotas, contacts } = parseConfig(ROUTED, {})
    assert.deepEqual(contacts[2], {
      name: 'pager',
      webhook: { url: 'https://pager.example.org/x', secret: 'sixteen characters' },
    })
    assert.ok(rotas[0] !== undefined && 'start' in rotas[0])
    assert.deepEqual(rotas[0].start, { year: 2026, month: 1, day: 5, minute: 540 })
    assert.deepEqual(rotas[0].overrides, [
      { from: Date.UTC(2026, 11, 23, 23), until: Date.UTC(2026, 11, 27, 8), contact: 'bob' },
    ])
    const [night, money] = route.routes
    assert.deepEqual(night?.steps, [
      { to: ['duty'], after: 0 },
      { to: ['bob', 'pager'], after: HOUR / 2 },
    ])
    assert.equal(night?.repeat, 4 * HOUR)
    assert.equal(money?.name, 'everything / money')
    assert.equal(money?.repeat, null)
    assert.deepEqual(money?.groupBy, ['indicator'])
    assert.deepEqual(money?.routes[0]?.steps, [{ to: ['ann'], after: 0 }])
    assert.equal(money?.routes[0]?.name, 'everything / money / 1')
  })

  test('whoever cannot be told, or is told in no order, is a fault', () => {
    const faults = (from: string, to: string): string => faultsIn(ROUTED.replace(from, to)).join('\n')
    assert.match(
      faults('email: bob@example.org', 'email: []'),
      new RegExp(
        `line 16, contacts\\.1: cannot be reached\\. Give it one of ${channels.map(one => one.name).join(', ')}`,
      ),
    )
    assert.match(faults('name: bob', 'name: nights'), /escalations\.0\.name: duplicate name "nights"/)
    assert.match(faults('contact: bob', 'contact: eve'), /no contact is named "eve"\. Add it to contacts/)
    assert.match(faults('contact: bob', 'contact: bop'), /"bop"\. Write bob, or add it to contacts/)
    assert.match(faults('after: 30m', 'after: 0s'), /is not later than the step before it/)
    assert.match(faults('2026-01-05T09:00', '2026-02-30'), /is not a local time such as/)
    assert.match(faults('to: [ann]', 'mail: alertmanager'), /no Alertmanager is configured/)
    assert.match(faults('- match: [severity="page"]', '- matches: []'), /matches: unknown key/)
    assert.match(
      faults('route:\n', 'route:\n  match: [severity="page"]\n'),
      /route\.match: the first route takes every alert/,
    )
  })

  test('an empty file, a list and a number say what is wrong', () => {
    for (const text of ['', '- 1\n', '42', 'null']) assert.ok(faultsIn(text).length > 0)
    assert.match(faultsIn('').join('\n'), /sources: is missing/)
  })
})

test('a number may be one variable, and a text that looks like one stays a text', () => {
  const text =
    'sources:\n  - {type: push, name: app, token: "${TOKEN}", feeds: [task]}\nlisten:\n  port: ${PORT}\n'
  const TOKEN = '1234567890123456789012345'
  const { listen, sources } = parseConfig(text, { TOKEN, PORT: '9999' })
  assert.equal(listen.port, 9999)
  assert.equal((sources[0] as { token?: unknown }).token, TOKEN)
  assert.throws(() => parseConfig(text, { TOKEN, PORT: 'http' }), /listen\.port: is a text, not a number/)
})

test('faults come in the order of their lines', () => {
  const text = 'tick: often\nnonsense: 1\nlisten: { port: -1 }\nsources: []\n'
  assert.throws(
    () => parseConfig(text, {}),
    (error: unknown) => {
      assert.ok(error instanceof ConfigError)
      assert.deepEqual(
        error.faults.map(({ line }) => line),
        [1, 2, 3, 4],
      )
      return true
    },
  )
})
