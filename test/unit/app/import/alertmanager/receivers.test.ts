import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nameGiver } from '../../../../../src/app/import/alertmanager/names.ts'
import { receiversOf } from '../../../../../src/app/import/alertmanager/receivers.ts'
import { createSecrets } from '../../../../../src/app/import/alertmanager/secrets.ts'
import { type Loss, readSections } from '../../../../../src/app/import/alertmanager/section.ts'

const of = (text: string, losses: Loss[] = []) =>
  receiversOf(readSections(`receivers:\n${text}`, losses), {
    globals: readSections('slack_api_url: https://hooks.example.org/s\n', losses),
    server: null,
    secrets: createSecrets(),
    giveName: nameGiver(),
  })

test('a receiver is as few contacts as hold its ways', () => {
  const { contacts, byName } = of(`  - name: a
    email_configs: [{ to: 'x@example.org, Y <y@example.org>' }, { to: z@example.org }]
    slack_configs: [{ channel: c }, { api_url: https://hooks.example.org/t }]
    msteams_configs: [{ webhook_url: https://teams.example.org/u }]
  - name: b
`)
  assert.deepEqual(contacts, [
    {
      name: 'a',
      email: ['x@example.org', 'y@example.org', 'z@example.org'],
      slack: { url: 'https://hooks.example.org/s' },
      teams: { url: 'https://teams.example.org/u' },
    },
    { name: 'a-2', slack: { url: 'https://hooks.example.org/t' } },
  ])
  assert.deepEqual([byName.get('a'), byName.get('b')], [['a', 'a-2'], []])
})

test('a way that is unknown, or whose secret is missing, leaves somebody who cannot be notified', () => {
  const losses: Loss[] = []
  const { byName } = of(
    `  - name: a
    pagerduty_configs: [{ service_key: x }, { severity: y }]
    pushover_configs: [{ token: t }]
  - name: b
    pushover_configs: [{ token: t }]
    email_configs: [{ to: x@example.org, send_resolved: true }]
`,
    losses,
  )
  assert.deepEqual(
    losses.filter(({ unreached }) => unreached).map(({ where }) => where),
    [
      'receivers.0.pagerduty_configs.0.service_key',
      'receivers.0.pagerduty_configs.1',
      'receivers.0.pushover_configs',
      'receivers.1.pushover_configs',
    ],
  )
  assert.deepEqual([byName.get('a'), byName.get('b')], [null, ['b']])
})

test('a secret in a file is a variable of the environment, one for each file', () => {
  const losses: Loss[] = []
  const { contacts } = of(
    `  - name: on call
    pagerduty_configs: [{ routing_key_file: /pd }]
    slack_configs: [{ api_url_file: /slack, send_resolved: true }]
  - name: b
    slack_configs: [{ api_url_file: /slack, send_resolved: true }]
`,
    losses,
  )
  assert.deepEqual(contacts, [
    {
      name: 'on call',
      slack: { url: '${ON_CALL_API_URL}' },
      pagerduty: { routing_key: '${ON_CALL_ROUTING_KEY}' },
    },
    { name: 'b', slack: { url: '${ON_CALL_API_URL}' } },
  ])
  assert.deepEqual(
    losses.map(({ where }) => where),
    ['receivers.0.slack_configs.0.api_url_file', 'receivers.0.pagerduty_configs.0.routing_key_file'],
  )
})

test('that ends are sent as well is said where an Alertmanager sends none', () => {
  const losses: Loss[] = []
  of('  - { name: a, email_configs: [{ to: a@b.c }] }\n', losses)
  of('  - { name: a, email_configs: [{ to: a@b.c, send_resolved: false }] }\n', losses)
  assert.deepEqual(
    losses.map(({ where }) => where),
    ['receivers', 'receivers.0.email_configs.0.send_resolved'],
  )
})

test('all mail is sent by one server, and what a receiver says of another is lost', () => {
  const losses: Loss[] = []
  const { server } = of(
    `  - name: a
    email_configs: [{ to: a@b.c, send_resolved: true, smarthost: 'm:25', from: 'A <a@b.c>', hello: h.b.c }]
  - name: b
    email_configs: [{ to: a@b.c, send_resolved: true, smarthost: 'm:25', from: b@b.c, hello: h.b.c, auth_username: u }]
`,
    losses,
  )
  assert.deepEqual([server?.host, server?.from_name], ['m', 'A'])
  assert.deepEqual(
    losses.map(({ where }) => where),
    ['receivers.1.email_configs.0.from', 'receivers.1.email_configs.0.auth_username'],
  )
})
