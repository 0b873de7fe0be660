// Every way in which a server fails is in test/acceptance/smtp-faults.test.ts.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { messageOf } from '../../../../support/delivery/delivery.ts'
import { smtpNotifier } from '../../../../support/delivery/notifiers/smtp-notifier.ts'
import { lineServer, startRaw, startSmtp } from '../../../../support/delivery/smtp.ts'

test('a message is accepted when the server has taken all of its bytes', async t => {
  const server = await startSmtp()
  t.after(() => server.close())
  const notifier = smtpNotifier({ host: '127.0.0.1', port: server.port, tls: 'none', auth: null })
  const message = messageOf()
  const result = await notifier.send(message, new AbortController().signal)
  assert.equal(result.accepted, true)
  assert.ok(server.accepted[0]?.raw.equals(message.bytes))
})

for (const [what, toData] of [
  ['takes DATA for done', '250 2.0.0 queued'],
  ['takes DATA for done, and asks for it after all', '250 2.0.0 queued\r\n354 go on'],
] as const) {
  for (const greeting of ['250 here', '250-here\r\n250 PIPELINING']) {
    test(`a server that ${what} has accepted nothing (${greeting.replace('\r\n', ' ')})`, async t => {
      const server = await startRaw(
        lineServer(line => {
          if (/^EHLO/i.test(line)) return `${greeting}\r\n`
          if (/^DATA/i.test(line)) return `${toData}\r\n`
          return '250 ok\r\n'
        }),
      )
      t.after(() => server.close())
      const notifier = smtpNotifier({ host: '127.0.0.1', port: server.port, tls: 'none', auth: null })
      const result = await notifier.send(messageOf(), new AbortController().signal)
      assert.ok(!result.accepted && result.outcome !== 'permanent', JSON.stringify(result))
      assert.match(result.error, /answered DATA with what does not ask for the message: 250/)
    })
  }
}

for (const [what, ...writes] of [
  ['in one segment', '354 go on\r\n250 2.0.0 queued\r\n'],
  ['in two segments', '354 go on\r\n', '250 2.0.0 queued\r\n'],
  ['with empty lines between', '354 go on\r\n\r\n\r\n\r\n\r\n250 2.0.0 queued\r\n'],
  ['with half of a line', '354 go on\r\n250 2.0', '.0 queued\r\n'],
  ['with another that asks', '354 go on\r\n354 go on\r\n'],
] as const) {
  for (const greeting of ['250 here', '250-here\r\n250 PIPELINING']) {
    const name = greeting.replace('\r\n', ' ')
    test(`a server that answers before it has the message has accepted nothing: ${what} (${name})`, async t => {
      const ended: string[] = []
      const server = await startRaw(
        lineServer((line, socket) => {
          if (/^EHLO/i.test(line)) return `${greeting}\r\n`
          if (/^DATA/i.test(line)) {
            socket.setNoDelay()
            for (const text of writes.slice(0, -1)) socket.write(text)
            return writes.at(-1) ?? null
          }
          ended.push(line)
          return '250 ok\r\n'
        }),
      )
      t.after(() => server.close())
      const notifier = smtpNotifier({ host: '127.0.0.1', port: server.port, tls: 'none', auth: null })
      const result = await notifier.send(messageOf(), new AbortController().signal)
      assert.ok(!result.accepted && result.outcome === 'retry', JSON.stringify(result))
      assert.ok(!ended.includes('.'), 'no message was sent')
    })
  }
}
