import assert from 'node:assert/strict'
import { test } from 'node:test'
import { serverOf } from '../../../../../src/app/import/alertmanager/mail-server.ts'
import { type Loss, readSections } from '../../../../../src/app/import/alertmanager/section.ts'

const of = (text: string, losses: Loss[] = []) => serverOf(readSections(text, losses), 'smtp_')

test('TLS is what the port and the settings say, and clear text is for private networks alone', () => {
  assert.equal(of('a: 1\n'), null)
  assert.deepEqual(of('smtp_smarthost: mail.example.org:587\nsmtp_from: A <a@example.org>\n'), {
    host: 'mail.example.org',
    port: 587,
    tls: 'starttls',
    from: 'a@example.org',
    from_name: 'A',
  })
  assert.equal(of('smtp_smarthost: m.example.org:465\nsmtp_from: a@b.c\n')?.tls, 'implicit')
  const plain = of('smtp_smarthost: 10.0.0.7:25\nsmtp_from: a@b.c\nsmtp_require_tls: false\n')
  assert.deepEqual([plain?.tls, plain?.private_network], ['none', true])
  const losses: Loss[] = []
  const open = of('smtp_smarthost: 8.8.8.8:25\nsmtp_from: a@b.c\nsmtp_require_tls: false\n', losses)
  assert.deepEqual([open?.tls, losses[0]?.where], ['starttls', 'smtp_require_tls'])
})

test('a password in a file is asked for in the environment', () => {
  const losses: Loss[] = []
  const text =
    'smtp_smarthost: m.example.org:587\nsmtp_from: a@b.c\nsmtp_auth_username: u\nsmtp_auth_password_file: /x\n'
  assert.equal(of(text, losses)?.password, '${SMTP_PASSWORD}')
  assert.equal(losses[0]?.line, 4)
})
