// Against amtool and a real Alertmanager: test/acceptance/import-alertmanager.test.ts.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { parse } from 'yaml'
import { importAlertmanager } from '../../../../../src/app/import/alertmanager/alertmanager.ts'
import { parseConfig } from '../../../../../src/config/load.ts'

const golden = readFileSync(new URL('../../../../golden/alertmanager.yml', import.meta.url), 'utf8')

test('what is carried over can be read, and every loss has the line on which it is written', () => {
  const { yaml, losses } = importAlertmanager(golden)
  const { smtp, contacts, inhibitions, time_intervals } = parse(yaml) as Record<string, unknown[]>
  assert.equal((smtp as unknown as { from: string }).from, 'alerts@example.org')
  assert.deepEqual([contacts?.length, inhibitions?.length, time_intervals?.length], [7, 2, 4])
  const lines = golden.split('\n')
  for (const { line, where } of losses) {
    const key = where.split('.').findLast(part => !/^\d+$/.test(part)) ?? ''
    assert.ok(lines[line - 1]?.includes(key), `${line}: ${where}`)
  }
  assert.deepEqual(
    losses.map(({ line }) => line),
    losses.map(({ line }) => line).toSorted((a, b) => a - b),
  )
})

test('the least configuration is taken, and one that is none is refused', () => {
  const { yaml } = importAlertmanager("route: { receiver: 'null' }\nreceivers: [{ name: 'null' }]\n")
  assert.match(yaml, /mute_during:\n +- nobody/)
  assert.throws(() => importAlertmanager('just a text'), /holds no keys/)
})

test('what notifies nobody by mistake is refused, each with its place in the file', () => {
  assert.throws(() => importAlertmanager('basic_auth_users: { a: b }\n'), /no route and no receivers/)
  const typo = importAlertmanager('route: { receiver: typo }\nreceivers: [{ name: real }]\n')
  assert.deepEqual(
    typo.faults.map(({ path, line, message }) => [path, line, message]),
    [['route.receiver', 1, 'typo is not among the receivers']],
  )
  const { faults } = importAlertmanager('route: {}\nreceivers:\n  - name: pd\n')
  assert.equal(faults[0]?.message, 'is missing')
  const lost = importAlertmanager(
    'route:\n  receiver: pd\nreceivers:\n  - { name: pd, sns_configs: [{ topic_arn: a }] }\n',
  )
  assert.deepEqual([lost.faults[0]?.path, lost.faults[0]?.line], ['route.receiver', 2])
})

test('what slowburn refuses is said of the line that was read', () => {
  const { faults } = importAlertmanager(
    'route: { receiver: pd }\nreceivers:\n  - name: pd\n    pagerduty_configs:\n      - severity: x\n        routing_key: short\n',
  )
  assert.deepEqual(
    faults.map(({ path, line }) => [path, line]),
    [['receivers.0.pagerduty_configs.0.routing_key', 6]],
  )
})

test('Opsgenie, Telegram and secrets in files are carried over, and text with a dollar stays that text', () => {
  const { yaml, losses, faults } = importAlertmanager(`
global: { smtp_smarthost: 'm.example.org:587', smtp_from: a@b.c, smtp_auth_username: u, smtp_auth_password: 'p\${x}y' }
route: { receiver: all }
receivers:
  - name: all
    email_configs: [{ to: a@b.c, send_resolved: true }]
    opsgenie_configs: [{ api_key_file: /o }]
    telegram_configs: [{ bot_token: t, chat_id: -5, parse_mode: HTML }]
    pagerduty_configs: [{ routing_key_file: /p }]
`)
  assert.deepEqual(faults, [])
  assert.equal(losses.filter(({ unreached }) => unreached).length, 0)
  const env = {
    RECEIVE_TOKEN: 'sixteen characters',
    ALL_API_KEY: 'genie',
    ALL_ROUTING_KEY: 'sixteen characters',
  }
  const source = 'sources: [{ name: app, type: push, token: 0123456789abcdef, feeds: [task] }]\n'
  const { smtp, contacts } = parseConfig(source + yaml, env)
  assert.equal(smtp?.password, 'p${x}y')
  assert.deepEqual(
    contacts.map(({ template }) => [template?.url, template?.headers]),
    [
      ['https://api.opsgenie.com/v2/alerts', { Authorization: 'GenieKey genie' }],
      ['https://api.telegram.org/bott/sendMessage', {}],
    ],
  )
})
