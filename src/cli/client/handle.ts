// What the commands that handle an alert, or all of an incident, have in common: who does it, and what is said afterwards.
import type { Command } from 'commander'
import { clean } from '../../presentation/clean.ts'
import { alertAnswer, incidentAlertsAnswer } from './service-answers.ts'
import {
  osUser,
  type ServiceClient,
  ServiceRefusal,
  serviceClient,
  type Where,
  withService,
} from './service-client.ts'

export interface HandleOptions extends Where {
  by?: string
  note?: string
}

export function handling(command: Command): Command {
  return withService(
    command.argument(
      '<id>',
      'the alert, or the incident with all of its alerts, by the first six characters of its id or more',
    ),
  )
    .option('--note <text>', 'what others should know')
    .option('--by <name>', 'who does it (default: your user name)')
}

/** Does it and says so; `done` is its past tense: `Acknowledged`. An id that is no alert's may be an incident's: all of its alerts. */
export async function handle(
  id: string,
  action: 'acknowledge' | 'snooze' | 'release' | 'accept' | 'unaccept',
  done: string,
  options: HandleOptions,
  more: Readonly<Record<string, string>> = {},
): Promise<void> {
  const { by = osUser(), note } = options
  const body = { by, ...(note === undefined ? {} : { note }), ...more }
  const client = serviceClient(options)
  const { changed, alerts, of } = await onAlertOrIncident(client, id, action, body)
  const until = alerts.map(({ handling: one }) => one?.until ?? null).find(one => one !== null)
  const end = until === undefined ? '' : ` until ${until.slice(0, 16).replace('T', ' ')} UTC`
  for (const { rule, series_key: series } of alerts) {
    const line = `${changed ? done : 'No change'}: ${rule}, ${series}${end}${of}.`
    process.stdout.write(`${clean(line, 400)}\n`)
  }
}

async function onAlertOrIncident(
  client: ServiceClient,
  id: string,
  action: string,
  body: Readonly<Record<string, string>>,
) {
  const at = (what: string): string => `api/v1/${what}/${encodeURIComponent(id)}/${action}`
  try {
    const { changed, alert } = await client.post(at('alerts'), body, alertAnswer)
    return { changed, alerts: [alert], of: '' }
  } catch (noAlert) {
    if (!isUnknown(noAlert)) throw noAlert
    try {
      const { changed, alerts, incident } = await client.post(at('incidents'), body, incidentAlertsAnswer)
      return { changed, alerts, of: ` (incident ${incident.slice(0, 8)})` }
    } catch (noIncident) {
      throw isUnknown(noIncident) ? noAlert : noIncident
    }
  }
}

function isUnknown(error: unknown): boolean {
  return error instanceof ServiceRefusal && error.status === 404
}
