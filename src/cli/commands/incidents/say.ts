// What the commands by which a person says what belongs to an incident have in common.
import type { Command } from 'commander'
import { clean } from '../../../presentation/clean.ts'
import { incidentSaidAnswer } from '../../client/service-answers.ts'
import { osUser, serviceClient, type Where, withService } from '../../client/service-client.ts'

export interface SayOptions extends Where {
  by?: string
  note?: string
}

export function saying(command: Command): Command {
  return withService(command)
    .option('--note <text>', 'what others should know')
    .option('--by <name>', 'who says it (default: your user name)')
}

/** It takes effect with the next evaluation, a tick away. */
export async function say(
  id: string,
  action: 'split' | 'merge',
  what: Readonly<Record<string, string | number>>,
  done: string,
  options: SayOptions,
): Promise<void> {
  const { by = osUser(), note } = options
  const body = { by, ...(note === undefined ? {} : { note }), ...what }
  const path = `api/v1/incidents/${encodeURIComponent(id)}/${action}`
  const { changed, incident } = await serviceClient(options).post(path, body, incidentSaidAnswer)
  const line = changed ? `${done} ${incident.slice(0, 8)}, from the next tick on` : 'It has been said already'
  process.stdout.write(`${clean(line, 200)}.\n`)
}
