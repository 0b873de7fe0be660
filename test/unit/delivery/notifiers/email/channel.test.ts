import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { email, mailboxFolder } from '../../../../../src/delivery/notifiers/email/channel.ts'
import { emailSettings, type SmtpSettings } from '../../../../../src/delivery/notifiers/email/options.ts'
import { leapingClock } from '../../../../support/delivery/delivery.ts'

const SMTP = emailSettings.smtp.parse({
  host: 'smtp.example.org',
  tls: 'none',
  from: 'slowburn@example.org',
}) as SmtpSettings
const TO = [{ options: ['ann@example.org'], path: ['contacts', 0, 'email'] }]

describe('e-mail', () => {
  test('goes to the mail server, and to the mailbox where there is none', () => {
    const by = (smtp: SmtpSettings | null): string =>
      email.open([], { settings: { smtp }, folder: '/data', clock: leapingClock(0) }).name
    assert.equal(by(SMTP), 'smtp')
    assert.equal(by(null), 'mailbox')
    assert.equal(mailboxFolder('/data'), join('/data', 'mailbox'))
  })

  test('says where it goes, and by whom it is written where there is a server', () => {
    assert.deepEqual(email.way?.({ smtp: SMTP }, '/data'), { to: 'server', at: 'smtp.example.org:587' })
    assert.deepEqual(email.way?.({ smtp: null }, '/data'), { to: 'folder', at: join('/data', 'mailbox') })
    assert.deepEqual(email.identity?.({ smtp: SMTP }), { sender: 'slowburn@example.org' })
    assert.equal(email.identity?.({ smtp: { ...SMTP, fromName: 'Alerts' } }).senderName, 'Alerts')
    assert.deepEqual(email.identity?.({ smtp: null }), {})
  })

  test('never crosses the network in clear', () => {
    const faults = (smtp: SmtpSettings | null) =>
      email.faults?.({ smtp }, TO).map(({ path }) => path.join('.'))
    assert.deepEqual(faults(SMTP), ['smtp.tls'])
    assert.deepEqual(faults({ ...SMTP, tls: 'starttls' }), [])
    assert.deepEqual(faults({ ...SMTP, host: '127.0.0.1' }), [])
    assert.deepEqual(faults(null), [])
  })

  test('says that a mail server has nobody to write to', () => {
    const [fault] = email.faults?.({ smtp: { ...SMTP, tls: 'starttls' } }, []) ?? []
    assert.match(fault?.message ?? '', /nobody to write to/)
  })

  test('is configured without a server by leaving smtp out', () => {
    assert.equal(emailSettings.smtp.parse(undefined), null)
  })
})
