// `slowburn notify-test`: sends a test message the same way as an alert, and says whether the server took it.

import { setTimeout as wait } from 'node:timers/promises'
import { Command } from 'commander'
import { parseDuration, SECOND } from '../../../core/duration.ts'
import { messageAnswer, messagesAnswer } from '../../client/service-answers.ts'
import { osUser, serviceClient, type Where, withService } from '../../client/service-client.ts'
import type { CliCommand } from '../../command.ts'
import { columns } from '../../terminal/columns.ts'
import { FAILED, reportError } from '../../terminal/report.ts'

interface NotifyOptions extends Where {
  to?: string
  by?: string
  wait: string
  json?: true
}

/** How often the fate of a message is asked for. */
const ASK_EVERY = SECOND / 2

export const notifyTestCommand: CliCommand = { group: 'Inspect', build }

function build(): Command {
  return withService(
    new Command('notify-test').description('send a test message the way alerts go, and wait for the answer'),
  )
    .option('--to <contact>', 'one contact (default: all of them)')
    .option('--by <name>', 'who asks for it (default: your user name)')
    .option('--wait <duration>', 'how long to wait for the server', '30s')
    .option('--json', 'print the messages as JSON')
    .addHelpText(
      'after',
      `
Exit status 1 if a message was not accepted in that time.

Example:
  $ slowburn notify-test --to "on call"`,
    )
    .action(async (options: NotifyOptions) => {
      try {
        await send(options)
      } catch (error) {
        reportError(error)
      }
    })
}

async function send(options: NotifyOptions): Promise<void> {
  const patience = parseDuration(options.wait)
  if (patience === null) throw new Error(`--wait ${options.wait} is not a duration. Write it as 30s or 2m`)
  const { to, by = osUser() } = options
  const client = serviceClient(options)
  const body = { by, ...(to === undefined ? {} : { to }) }
  let { messages } = await client.post('api/v1/test-messages', body, messagesAnswer)
  for (let waited = 0; waited < patience && messages.some(isOpen); waited += ASK_EVERY) {
    await wait(ASK_EVERY)
    messages = await Promise.all(
      messages.map(async message =>
        isOpen(message)
          ? (await client.get(`api/v1/messages/${message.id}`, messageAnswer)).message
          : message,
      ),
    )
  }
  if (options.json === true) process.stdout.write(`${JSON.stringify({ messages }, null, 2)}\n`)
  else {
    const rows = messages.map(({ recipient, state, answer }) => [
      recipient,
      WORDS[state] ?? state,
      answer ?? '',
    ])
    process.stdout.write(columns(['TO', 'STATE', 'ANSWER'], rows))
  }
  if (messages.some(({ state }) => state !== 'accepted')) process.exitCode = FAILED
}

const WORDS: Readonly<Record<string, string>> = {
  queued: 'waiting',
  attempting: 'waiting',
  dead: 'given up',
}

function isOpen({ state }: { state: string }): boolean {
  return state === 'queued' || state === 'attempting'
}
