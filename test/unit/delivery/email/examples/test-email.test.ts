import assert from 'node:assert/strict'
import { test } from 'node:test'
import { simpleParser } from 'mailparser'
import { renderTestEmail, testId } from '../../../../../src/delivery/email/examples/test-email.ts'
import { NOW, SETTINGS } from '../../../../support/alerts/alert-samples.ts'

const INPUT = { contact: 'on-call', by: 'ann', at: NOW }

test('a test message says that nothing is wrong, who asked for it and how it came', async () => {
  const message = renderTestEmail(INPUT, 'bob@example.org', SETTINGS)
  const mail = await simpleParser(Buffer.from(message.bytes))
  assert.equal(mail.subject, 'Test message of slowburn for on-call')
  for (const words of ['Nothing is wrong', 'ann asked for it', 'as contact on-call']) {
    assert.ok((mail.text ?? '').replaceAll('\n', ' ').includes(words), words)
  }
})

test('the same request makes the same message, another one another', () => {
  assert.equal(testId(INPUT), testId({ ...INPUT }))
  assert.notEqual(testId(INPUT), testId({ ...INPUT, at: NOW + 1 }))
})
