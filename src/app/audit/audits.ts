// The audits of a service, as its configuration wants them.
import type { EmailSettings } from '../../delivery/email/input.ts'
import { sendCanary } from '../../operations/canary/send.ts'
import type { Parts } from '../parts.ts'
import { type AuditProgram, runScheduledAudits } from './scheduled.ts'

type Needed = 'config' | 'store' | 'clock' | 'log' | 'live' | 'askChannel'

/** `program`: null where there is none to audit with. Resolves at once where none are wanted. */
export async function auditsOf(
  { email, ...parts }: Pick<Parts, Needed> & { email: EmailSettings },
  program: AuditProgram | null,
  signal: AbortSignal,
): Promise<void> {
  const { audit, contacts } = parts.config
  if (audit === null || program === null) return
  const { every, processorShare, canary } = audit
  const args = [...program.args, '--share', String(processorShare)]
  const send = (to: string): string => sendCanary({ ...parts, contacts, email }, to)
  const sent = canary === null ? {} : { canary: { within: canary.within, send: () => send(canary.to) } }
  await runScheduledAudits({ ...parts, ...sent, every, program: { ...program, args } }, signal)
}
