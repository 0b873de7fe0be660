// Whether somebody notices when slowburn itself dies: a heartbeat, or a Prometheus that scrapes.
import { formatDuration, MINUTE } from '../../../core/duration.ts'
import { type DoctorCheck, type Finding, fault, warning } from '../check.ts'
import { sampleOf } from '../service-state.ts'

/** Ten scrapes at the usual interval. */
const TOO_OLD = 5 * MINUTE

export const watched: DoctorCheck = {
  name: 'watched',
  stage: 'care',
  help: 'A heartbeat is configured or a Prometheus scrapes, and the last scrape is less than five minutes old.',
  run: ({ config, service, clock }) => {
    if (config === null) return []
    const findings: Finding[] = []
    const scraped =
      service.state === 'running' ? sampleOf(service.metrics, 'slowburn_last_scrape_timestamp_seconds') : null
    if (scraped !== null && clock.now() - scraped * 1000 > TOO_OLD) {
      findings.push(
        fault(
          '/metrics',
          `the last scrape by a Prometheus was ${formatDuration(Math.floor((clock.now() - scraped * 1000) / MINUTE) * MINUTE)} ago`,
          'See the targets page of that Prometheus; docs/how-to/prometheus.md',
        ),
      )
    }
    if (config.heartbeat === null && scraped === null) {
      findings.push(
        warning(
          'heartbeat',
          'nobody notices when slowburn dies: there is no heartbeat, and no Prometheus has scraped it',
          'Set heartbeat.url to a watcher outside, or scrape /metrics with the rules in alerts/',
        ),
      )
    }
    return findings
  },
}
