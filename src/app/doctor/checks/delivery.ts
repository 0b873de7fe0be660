// Whether messages can leave: name, connection, TLS and log-in of every channel that leads to somebody.
import { checkOutbound } from '../../check/check.ts'
import type { DoctorCheck } from '../check.ts'
import { findingsOf } from '../findings.ts'

export const delivery: DoctorCheck = {
  name: 'delivery',
  stage: 'delivery',
  help: 'Mail server, webhooks, heartbeat, Alertmanager and OpenTelemetry can be reached: name, connection, TLS, log-in. listen.url leads to this slowburn.',
  async run({ config, clock, signal, parts }) {
    if (config === null) return []
    return findingsOf(await Promise.all(checkOutbound(config, clock, signal, parts)))
  },
}
