// Whether somebody did not get a message, or is still waiting for one.
import type { Millis } from '../../../core/clock.ts'
import { formatDuration, MINUTE } from '../../../core/duration.ts'
import { inspectDatabase } from '../../../storage/sqlite/file/inspect.ts'
import { type DoctorCheck, type Finding, fault, type Installation, warning } from '../check.ts'
import { sampleOf } from '../service-state.ts'

const TOO_LONG = 10 * MINUTE

export const outbox: DoctorCheck = {
  name: 'outbox',
  stage: 'delivery',
  help: 'No message was given up, and none has been waiting for more than ten minutes.',
  run: installation => {
    const { clock, service } = installation
    const found = readings(installation)
    if (found === null) return []
    const findings: Finding[] = []
    const waiting = found.oldestUnsent === null ? 0 : clock.now() - found.oldestUnsent
    if (waiting > TOO_LONG) {
      const what = `a message has been waiting for ${formatDuration(waiting)}: its channel backs off, or nothing sends`
      const remedy =
        service.state === 'running'
          ? 'See what delivery says above; docs/how-to/runbooks/SlowburnDeliveryStuck.md'
          : 'Start the service: it is sent then'
      findings.push(fault('outbox', what, remedy))
    }
    if (found.dead > 0) {
      const what = `${found.dead} ${found.dead === 1 ? 'message was' : 'messages were'} given up in the last 90 days`
      findings.push(
        warning('outbox', what, 'See the list of mails; docs/how-to/runbooks/SlowburnDeadLetters.md'),
      )
    }
    return findings
  },
}

function readings({ service, folder }: Installation): { dead: number; oldestUnsent: Millis | null } | null {
  if (service.state === 'running') {
    const oldest = sampleOf(service.metrics, 'slowburn_outbox_oldest_unsettled_timestamp_seconds')
    return {
      dead: sampleOf(service.metrics, 'slowburn_outbox_entries', 'state="dead"') ?? 0,
      oldestUnsent: oldest === null ? null : oldest * 1000,
    }
  }
  const found = folder === null ? null : inspectDatabase(folder)
  return found?.state === 'whole' ? found.outbox : null
}
