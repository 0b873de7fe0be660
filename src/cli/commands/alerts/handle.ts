// What the commands that handle one alert have in common: who does it, and what is said afterwards.
import type { Command } from 'commander'
import { clean } from '../../../presentation/clean.ts'
import { alertAnswer } from '../../client/service-answers.ts'
import { osUser, serviceClient, type Where, withService } from '../../client/service-client.ts'
import { reportError } from '../../terminal/report.ts'

export interface HandleOptions extends Where {
  by?: string
  note?: string
}

export function handling(command: Command): Command {
  return withService(command.argument('<id>', 'the alert, by the first six characters of its id or more'))
    .option('--note <text>', 'what others should know')
    .option('--by <name>', 'who does it (default: your user name)')
}

/** Does it and says so; `done` is its past tense: `Acknowledged`. */
export async function handle(
  id: string,
  action: 'acknowledge' | 'snooze' | 'release' | 'accept' | 'unaccept',
  done: string,
  options: HandleOptions,
  more: Readonly<Record<string, string>> = {},
): Promise<void> {
  try {
    const { by = osUser(), note } = options
    const body = { by, ...(note === undefined ? {} : { note }), ...more }
    const path = `api/v1/alerts/${encodeURIComponent(id)}/${action}`
    const { changed, alert } = await serviceClient(options).post(path, body, alertAnswer)
    const until = alert.handling?.until ?? null
    const end = until === null ? '' : ` until ${until.slice(0, 16).replace('T', ' ')} UTC`
    const line = `${changed ? done : 'No change'}: ${alert.rule}, ${alert.series_key}${end}.`
    process.stdout.write(`${clean(line, 400)}\n`)
  } catch (error) {
    reportError(error)
  }
}
