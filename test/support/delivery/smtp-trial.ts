// Sending to a mail server of a test: with little patience, and with the outcome in a word.
import type { TestContext } from 'node:test'
import { SECOND } from '../../../src/core/duration.ts'
import type { SmtpOptions } from '../../../src/delivery/notifiers/email/connection.ts'
import type { SendResult } from '../../../src/delivery/outbox/message.ts'
import { startSmtp, type TestSmtp } from './smtp.ts'

export const never = new AbortController().signal

export function optionsFor(port: number, overrides: Partial<SmtpOptions> = {}): SmtpOptions {
  const timeouts = { connect: 300, greeting: 300, idle: 500, total: 2 * SECOND }
  return { host: '127.0.0.1', port, tls: 'none', auth: null, name: 'client.test', timeouts, ...overrides }
}

export async function serverFor(
  t: TestContext,
  options: Parameters<typeof startSmtp>[0] = {},
): Promise<TestSmtp> {
  const server = await startSmtp(options)
  t.after(() => server.close())
  return server
}

export function outcomeOf(result: SendResult): string {
  return result.accepted ? 'accepted' : `${result.outcome}${result.scope === 'server' ? ' (server)' : ''}`
}
