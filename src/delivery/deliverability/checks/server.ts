// Whether our own mail server takes what we hand to it, over a connection that nobody else can read.
import { type DeliverabilityCheck, type Doubt, fault, warning } from '../sending.ts'

export const server: DeliverabilityCheck = {
  name: 'TLS',
  help: 'The mail server takes our connection, with TLS that it can prove and our log-in.',
  async run({ connect, server: { host, tls } }) {
    const doubts: Doubt[] = []
    const why = await connect()
    if (why !== null) doubts.push(fault(codeOf(why), why, 'Run slowburn doctor, which says what to do'))
    if (tls === 'none' && !/^(?:localhost|::1|127\.)/.test(host)) {
      doubts.push(
        warning('tls-none', `mail goes to ${host} in clear`, 'Set smtp.tls to starttls or implicit'),
      )
    }
    return doubts
  },
}

function codeOf(why: string): string {
  if (/certificate|self.signed|altname|unable to verify/i.test(why)) return 'tls-untrusted'
  if (/STARTTLS/i.test(why)) return 'tls-missing'
  if (/\b5(?:30|34|35|38)\b|login/i.test(why)) return 'login-refused'
  return 'server-away'
}
