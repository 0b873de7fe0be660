import assert from 'node:assert/strict'
import { test } from 'node:test'
import { INTEGRATIONS } from '../../../../../src/app/import/alertmanager/integrations.ts'
import { createSecrets } from '../../../../../src/app/import/alertmanager/secrets.ts'
import { type Loss, readSections } from '../../../../../src/app/import/alertmanager/section.ts'

const GLOBALS = `slack_api_url: https://slack.example.org/s
opsgenie_api_url: https://opsgenie.example.org/
opsgenie_api_key: genie
telegram_bot_token: '1:t'
`
const of = (kind: string, text: string, losses: Loss[] = [], globals = GLOBALS) =>
  INTEGRATIONS[kind]?.(readSections(text, losses), {
    globals: readSections(globals, []),
    secrets: createSecrets(),
    owner: 'ops',
  })

test('what a way leaves out is taken from the global section', () => {
  assert.deepEqual(of('slack_configs', 'channel: c\n'), { slack: { url: 'https://slack.example.org/s' } })
  const genie = of('opsgenie_configs', 'priority: P1\n') as { template: Record<string, unknown> }
  assert.equal(genie.template.url, 'https://opsgenie.example.org/v2/alerts')
  assert.deepEqual(genie.template.headers, { Authorization: 'GenieKey genie' })
  const chat = of('telegram_configs', 'chat_id: -5\nmessage_thread_id: 7\n') as {
    template: { url: string; body: object }
  }
  assert.equal(chat.template.url, 'https://api.telegram.org/bot1:t/sendMessage')
  assert.deepEqual(Object.entries(chat.template.body).slice(0, 2), [
    ['chat_id', '-5'],
    ['message_thread_id', 7],
  ])
})

test('without what is needed to reach somebody, each way says that they cannot be notified', () => {
  for (const kind of Object.keys(INTEGRATIONS)) {
    const losses: Loss[] = []
    assert.equal(of(kind, 'x: y\n', losses, 'x: y\n'), null, kind)
    assert.deepEqual([losses.length, losses[0]?.unreached], [1, true], kind)
  }
})
