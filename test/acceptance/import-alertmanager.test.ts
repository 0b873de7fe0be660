// An imported configuration against the real programs: amtool says who is notified of an alert, an Alertmanager says when.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { stringify } from 'yaml'
import { routesFor } from '../../src/alerting/routing/route.ts'
import { importAlertmanager } from '../../src/app/import/alertmanager/alertmanager.ts'
import { parseConfig } from '../../src/config/load.ts'
import { systemClock } from '../../src/core/clock.ts'
import { serverFor, type TestHttp } from '../support/delivery/http.ts'
import { needs, startAlertmanager } from '../support/exposition/prometheus.ts'
import { temporaryFolder } from '../support/folder.ts'
import { startCommand } from '../support/process/command.ts'
import { seeded } from '../support/web/moment.ts'

const GOLDEN = fileURLToPath(new URL('../golden/alertmanager.yml', import.meta.url))
const TOKEN = 'what the two of them share'
const SOURCE = 'sources: [{ name: app, type: push, token: 0123456789abcdef, feeds: [task] }]\n'
const ENV = { RECEIVE_TOKEN: TOKEN, WEBHOOK_SECRET: 'sixteen characters' }

const VALUES: Readonly<Record<string, readonly string[]>> = {
  alertname: ['Watchdog', 'HighLatency', 'DiskFull'],
  severity: ['critical', 'warning', 'info'],
  service: ['api', 'web', 'etl', 'warehouse', 'apiary', ''],
  team: ['data', 'infra', 'shop', ''],
  env: ['prod', 'staging', 'dev', ''],
}

/** An alert with some of these labels, always with a name and a severity. */
function alertOf(random: () => number): Record<string, string> {
  const drawn = Object.entries(VALUES).map(([name, values]) => [
    name,
    values[Math.floor(random() * values.length)] ?? '',
  ])
  return Object.fromEntries(drawn.filter(([, value]) => value !== ''))
}

/** Names of receivers, as amtool finds them; the one that notifies nobody is left out. */
function byAmtool(file: string, labels: Readonly<Record<string, string>>): string[] {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}=${value}`)
  const said = execFileSync('amtool', ['config', 'routes', 'test', `--config.file=${file}`, ...pairs], {
    encoding: 'utf8',
  })
  return unique(
    said
      .trim()
      .split(',')
      .filter(name => name !== 'null'),
  )
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)].sort()
}

describe('an imported configuration', needs('amtool'), () => {
  test('notifies the same people of 50 alerts', () => {
    const { yaml } = importAlertmanager(readFileSync(GOLDEN, 'utf8'))
    const config = parseConfig(SOURCE + yaml, ENV)
    const receiverOf = (contact: string): string =>
      contact.startsWith('pages-primary') ? 'pages/primary' : contact
    const random = seeded(4)
    const reached = new Set<string>()
    for (let i = 0; i < 50; i += 1) {
      const labels = alertOf(random)
      const routes = routesFor(config.route, { rule: labels.alertname ?? '', ...labels })
      const ours = routes
        .filter(({ muteDuring }) => !muteDuring.includes('nobody'))
        .flatMap(({ steps }) => steps.flatMap(({ to }) => to.map(receiverOf)))
      assert.deepEqual(unique(ours), byAmtool(GOLDEN, labels), JSON.stringify(labels))
      for (const one of ours) reached.add(one)
    }
    assert.ok(reached.size >= 6, [...reached].join())
  })
})

describe('a group', needs('prometheus-alertmanager'), () => {
  test('of five alerts is waited for as long as by an Alertmanager, whatever the tick', async t => {
    const [theirs, ours] = [await serverFor(t), await serverFor(t)]
    const written = (url: string) => ({
      route: { receiver: 'hook', group_by: ['team'], group_wait: '3s', repeat_interval: '1h' },
      receivers: [{ name: 'hook', webhook_configs: [{ url }] }],
    })
    const alertmanager = await startAlertmanager(t, written(`${theirs.url}/hook`))
    const folder = temporaryFolder(t)
    const file = join(folder, 'slowburn.yml')
    const { yaml } = importAlertmanager(stringify(written(`${ours.url}/hook`)))
    writeFileSync(
      file,
      `${SOURCE}${yaml}data: { folder: ${JSON.stringify(join(folder, 'data'))} }\nlisten: { port: 0 }\ntick: 1m\n`,
    )
    const running = startCommand(['start', '--config', file], { env: ENV })
    t.after(() => running.child.kill('SIGKILL'))
    const [, page = ''] = await running.says(/page=(\S+)/)
    await running.says(/first tick done/)

    const began = systemClock.now()
    const startsAt = new Date(began).toISOString()
    for (const n of [1, 2, 3, 4, 5]) {
      const labels = { alertname: `Alert${n}`, team: 'data', severity: 'critical' }
      const [one, two] = await Promise.all([
        post(`${alertmanager}/api/v2/alerts`, [{ labels, annotations: {}, startsAt }], {}),
        post(
          `${page}api/v1/alertmanager`,
          {
            version: '4',
            alerts: [
              {
                status: 'firing',
                labels,
                annotations: {},
                startsAt,
                endsAt: '0001-01-01T00:00:00Z',
                generatorURL: '',
              },
            ],
          },
          { authorization: `Bearer ${TOKEN}` },
        ),
      ])
      assert.deepEqual([one.status, two.status], [200, 200], await two.text())
    }
    const [atTheirs, atOurs] = await Promise.all([firstAt(theirs), firstAt(ours)])
    const told = `theirs after ${atTheirs - began} ms, ours after ${atOurs - began} ms`
    assert.ok(atOurs - began >= 3000 && Math.abs(atOurs - atTheirs) < 3000, told)
    t.diagnostic(told)
    const { alerts } = JSON.parse(theirs.received[0]?.body.toString() ?? '{}') as { alerts: unknown[] }
    assert.equal(alerts.length, 5)
  })
})

function post(url: string, body: unknown, headers: Readonly<Record<string, string>>): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
}

async function firstAt(server: TestHttp): Promise<number> {
  await server.next()
  return systemClock.now()
}
