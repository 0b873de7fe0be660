import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nameGiver } from '../../../../../src/app/import/alertmanager/names.ts'
import { receiversOf } from '../../../../../src/app/import/alertmanager/receivers.ts'
import { type Loss, readSections } from '../../../../../src/app/import/alertmanager/section.ts'

const of = (text: string, losses: Loss[] = []) =>
  receiversOf(
    readSections(`receivers:\n${text}`, losses),
    { slackUrl: 'https://hooks.example.org/s', pagerdutyUrl: null },
    nameGiver(),
  )

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

test('a way that is unknown, or whose secret is elsewhere, is lost, and so is one who is then not notified', () => {
  const losses: Loss[] = []
  of(
    '  - name: a\n    pagerduty_configs: [{ routing_key_file: /x }]\n    pushover_configs: [{ token: t }]\n',
    losses,
  )
  assert.deepEqual(
    losses.map(({ where }) => where),
    [
      'receivers.0.pagerduty_configs.0',
      'receivers.0.pagerduty_configs.0.routing_key_file',
      'receivers.0',
      'receivers.0.pushover_configs',
    ],
  )
})
