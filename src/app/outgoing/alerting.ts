// Who is notified of what, as the configuration says it: for the service, and for whoever runs the same over what is past.
import type { Config } from '../../config/schema.ts'
import { DAY } from '../../core/duration.ts'
import type { Charts } from '../../delivery/compose.ts'
import type { EmailSettings } from '../../delivery/email/input.ts'
import type { Alerting } from '../../pipeline/alert.ts'

export function alertingOf(config: Config, email: EmailSettings, charts: Charts): Alerting {
  return {
    rules: config.rules,
    contacts: config.contacts,
    policy: {
      route: config.route,
      rotas: config.rotas,
      intervals: config.timeIntervals,
      inhibitions: config.inhibitions,
      flapping: config.flapping,
    },
    patience: config.receive?.patience ?? 2 * DAY,
    email,
    charts,
  }
}
