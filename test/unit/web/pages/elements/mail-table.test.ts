import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { MailRow } from '../../../../../src/queries/views.ts'
import { mailTable } from '../../../../../src/web/pages/elements/mail-table.ts'

const NOW = Date.UTC(2026, 10, 23, 6, 40)
const ROW: MailRow = {
  id: '7',
  at: NOW - 60_000,
  to: 'oncall@example.org',
  subject: 'build is slower',
  state: 'queued',
  attempts: 3,
  lastError: '451 4.7.1 try again later',
  alertId: null,
}

function tableOf(row: Partial<MailRow>): string {
  return String(mailTable([{ ...ROW, ...row }], NOW, 'Messages'))
}

describe('the table of messages', () => {
  test('links each message and shows its state, its attempts and the last answer', () => {
    const shown = tableOf({})
    assert.match(shown, /href="\/mail\/7"/)
    assert.match(shown, /build is slower/)
    assert.match(shown, /3 attempts, last: .*451 4\.7\.1 try again later/)
  })

  test('says nothing of attempts where the first one was taken', () => {
    assert.doesNotMatch(tableOf({ attempts: 1, lastError: null }), /attempt/)
  })

  test('names a message without a subject', () => {
    assert.match(tableOf({ subject: '  ' }), /\(no subject\)/)
  })
})
