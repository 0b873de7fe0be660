import assert from 'node:assert/strict'
import { test } from 'node:test'
import { simpleParser } from 'mailparser'
import { ALERTS, TEMPLATES } from '../../../../../src/delivery/email/examples/examples.ts'
import { kindExample } from '../../../../../src/delivery/email/examples/kind-example.ts'
import { KIND_NAMES } from '../../../../../src/detection/kinds/kinds.ts'
import { inForm } from '../../../../support/long-form.ts'

test('every kind of email is there under a name of its own, with when people get it', () => {
  const names = TEMPLATES.map(({ name }) => name)
  assert.equal(new Set(names).size, names.length)
  for (const name of Object.keys(ALERTS)) assert.ok(names.includes(name), name)
  for (const { name, when } of TEMPLATES) assert.ok(when.length > 5, name)
})

test('every example is a whole message, below what inboxes cut off, the same whenever it is rendered', async () => {
  // Drawing takes a tenth of a second: the short form renders some.
  const some = TEMPLATES.filter((_, place) => place % inForm(5, 1) === 0)
  for (const [place, { name, render }] of some.entries()) {
    const message = render()
    const again = place < inForm(1, some.length) ? render() : message
    assert.ok(Buffer.from(message.bytes).equals(again.bytes), name)
    assert.ok(message.bytes.length < 150_000, `${name}: ${message.bytes.length} bytes`)
    assert.ok([...message.subject].length <= 70, `${name}: ${message.subject}`)
    const mail = await simpleParser(Buffer.from(message.bytes))
    assert.equal(mail.subject, message.subject)
    assert.ok(
      mail.attachments.every(({ size }) => size < 60_000),
      name,
    )
    assert.ok((mail.text ?? '').length > 100 && typeof mail.html === 'string', name)
  }
})

test('every kind of change has its example', () => {
  for (const kind of KIND_NAMES) {
    assert.ok(TEMPLATES.some(({ name }) => name === kind))
    const { episode } = (ALERTS[kind] ?? (() => kindExample(kind)))().transition
    assert.equal(episode.change.kind, kind)
  }
})
