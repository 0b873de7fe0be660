// Whether TLS and log-in can be used as they are configured, and for how long the certificate holds.
import { X509Certificate } from 'node:crypto'
import { DAY, formatDuration } from '../../../core/duration.ts'
import { checkWebConfig } from '../../check/check.ts'
import { webConfigOf } from '../../web.ts'
import { type DoctorCheck, fault, warning } from '../check.ts'
import { findingsOf } from '../findings.ts'

const SOON = 14 * DAY

export const webConfig: DoctorCheck = {
  name: 'web configuration',
  stage: 'configuration',
  help: 'The web configuration file can be used, and its certificate holds for two weeks more.',
  async run({ config, clock }) {
    if (config === null) return []
    const findings = findingsOf(await checkWebConfig(config))
    if (findings.length > 0) return findings
    const { tls } = webConfigOf(config)
    if (tls === null) return []
    const left = new X509Certificate(tls.cert).validToDate.getTime() - clock.now()
    const where = config.listen.webConfig ?? 'listen.web_config'
    const remedy = 'Renew the certificate: the service takes it within 10 s'
    if (left <= 0) return [fault(where, 'the certificate has expired', remedy)]
    return left < SOON ? [warning(where, `the certificate expires in ${formatDuration(left)}`, remedy)] : []
  },
}
