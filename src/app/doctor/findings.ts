// Turns what `slowburn check` finds into findings, each with a remedy.
import type { CheckedPart } from '../check/check.ts'
import { type Finding, fault } from './check.ts'

/** Each part's faults as findings; what names no place of its own is at the part. */
export function findingsOf(parts: readonly CheckedPart[]): Finding[] {
  return parts.flatMap(({ part, faults }) =>
    faults.map(({ path, message, remedy }) =>
      fault(part.includes(path) ? part : `${part}, ${path}`, message, remedy ?? remedyFor(message)),
    ),
  )
}

/** By how far a connection came: name, connection, TLS, log-in. */
export function remedyFor(message: string): string {
  return (
    REMEDIES.find(([pattern]) => pattern.test(message))?.[1] ??
    'Check the address and the settings of this part in the configuration'
  )
}

const REMEDIES: ReadonlyArray<readonly [RegExp, string]> = [
  [
    /ENOTFOUND|EAI_AGAIN|EDNS|ENODATA|getaddrinfo/i,
    'The name does not resolve: fix its spelling, or the DNS of this machine',
  ],
  [
    /certificate|self.signed|altname|unable to verify/i,
    'The certificate is not trusted: fix it on the server, or name its authority (smtp.ca_file for mail, else NODE_EXTRA_CA_CERTS)',
  ],
  [
    /STARTTLS|wrong version number|SSL|TLS/i,
    'TLS is not spoken as configured: check the port, and tls: starttls or implicit',
  ],
  [
    /\b5(?:30|34|35|38)\b|auth|password|credential|login/i,
    'The log-in is refused: check user and password, and whether the account may send',
  ],
  [
    /ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|ECONNRESET|does not answer|timeout|took too long/i,
    'No connection: check host and port, the firewall between, and whether the server runs',
  ],
]
