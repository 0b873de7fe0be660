// Whether the service runs, and what it says of its own work.
import { type DoctorCheck, fault, warning } from '../check.ts'

export const service: DoctorCheck = {
  name: 'service',
  stage: 'service',
  help: 'The service runs, answers and completes its ticks.',
  run: ({ service: found, file }) => {
    switch (found.state) {
      case 'stopped': {
        const remedy = `Start it: slowburn start --config ${file}`
        return [warning('service', 'no service runs on the data folder, so nothing is watched', remedy)]
      }
      case 'ended': {
        const what = `process ${found.pid} ended without closing: killed, out of memory, or a crash`
        return [fault('service', what, 'Read the end of its log, then start it again; nothing is lost')]
      }
      case 'silent': {
        const what = `process ${found.pid} is there and ${found.url} gives no answer: ${found.why}`
        return [fault('service', what, 'Read its log; restart it if it stays so')]
      }
      case 'running':
        return reasons(found.ready.body).map(({ reason, detail }) =>
          reason === 'first_tick_pending' || reason === 'history_half_read'
            ? warning('service', detail, 'Wait until the history of the sources has been read')
            : fault('service', `${reason}: ${detail}`, REMEDIES[reason] ?? 'Read its log'),
        )
    }
  },
}

const REMEDIES: Readonly<Record<string, string>> = {
  stale: 'Read its log: see docs/how-to/runbooks/SlowburnTickStale.md',
  source_blind: 'See what the checks of the sources say; docs/how-to/runbooks/SlowburnSourceBlind.md',
}

/** The lines of /readyz after the word. */
function reasons(body: string): Array<{ reason: string; detail: string }> {
  return body.split('\n').flatMap(line => {
    const [, reason = '', detail = ''] = /^(\w+): (.+)$/.exec(line) ?? []
    return reason === '' ? [] : [{ reason, detail }]
  })
}
