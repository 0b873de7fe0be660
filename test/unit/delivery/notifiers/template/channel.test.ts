import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { parse } from 'yaml'
import { template } from '../../../../../src/delivery/notifiers/template/channel.ts'
import { assertTaken, everythingFrom } from '../../../../support/delivery/channel-trial.ts'
import { opsgenieRule, startContract, telegramRule } from '../../../../support/delivery/contracts.ts'

/** The block of the page under this heading, as a user would copy it. */
function readyFor(heading: string, values: Readonly<Record<string, string>>): unknown {
  const page = readFileSync(
    new URL('../../../../../docs/reference/notifiers/template.md', import.meta.url),
    'utf8',
  )
  const [, block = ''] = new RegExp(`^## ${heading}\\n\\n\`\`\`yaml\\n([^]*?)\`\`\``, 'm').exec(page) ?? []
  const filled = Object.entries(values).reduce((text, [from, to]) => text.replaceAll(from, to), block)
  const { contacts } = parse(filled) as { contacts: ReadonlyArray<{ template: unknown }> }
  return contacts[0]?.template
}

test('Opsgenie takes what the template of the page makes, and closes what it opened', async t => {
  const contract = await startContract(t, opsgenieRule)
  const values = { 'https://api.opsgenie.com': contract.url, '${OPSGENIE_KEY}': 'og-secret' }
  await assertTaken(template, readyFor('Opsgenie', values), contract)
  const [begin, end] = contract.accepted
  assert.equal(end?.path, `/v2/alerts/${String(begin?.json.alias)}/close?identifierType=alias`)
})

test('Telegram takes what the template of the page makes, a summary too', async t => {
  const contract = await startContract(t, telegramRule)
  const values = {
    'https://api.telegram.org': contract.url,
    '${TELEGRAM_TOKEN}': '123:secret',
    '${TELEGRAM_CHAT}': '-100123',
  }
  await assertTaken(template, readyFor('Telegram', values), contract)
  assert.equal(contract.accepted.length, 5)
})

test('address and headers are in no message of the outbox', () => {
  const written = {
    url: 'https://x.example/secret-path',
    headers: { authorization: 'secret-key' },
    body: '{{title}}',
  }
  for (const { bytes } of everythingFrom(template, written)) {
    assert.doesNotMatch(Buffer.from(bytes).toString(), /secret-path|secret-key/)
  }
})
