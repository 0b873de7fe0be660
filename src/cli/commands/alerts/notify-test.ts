// `slowburn notify-test`: sends a test message the same way as an alert, and says whether the server took it.

import { setTimeout as wait } from 'node:timers/promises'
import { Command } from 'commander'
import { systemClock } from '../../../core/clock.ts'
import { parseDuration, SECOND } from '../../../core/duration.ts'
import { redactSecrets } from '../../../core/secrets/redact.ts'
import { clean } from '../../../presentation/clean.ts'
import { messageAnswer, messagesAnswer } from '../../client/service-answers.ts'
import { osUser, serviceClient, type Where, withService } from '../../client/service-client.ts'
import type { CliCommand } from '../../command.ts'
import { columns } from '../../terminal/columns.ts'
import { loaded } from '../../terminal/import-fault.ts'
import { FAILED } from '../../terminal/report.ts'
import { shutdownSignal } from '../../terminal/signals.ts'

interface NotifyOptions extends Where {
  to?: string
  by?: string
  wait: string
  json?: true
  explain?: true
  resolver: string[]
  ip: string[]
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
    .option('--explain', 'send nothing, and say what receiving servers would make of our mail')
    .option('--resolver <address>', 'with --explain: name server to ask, IP or IP:PORT', gathered, [])
    .option('--ip <address>', 'with --explain: address by which mail leaves', gathered, [])
    .addHelpText(
      'after',
      `
Exit status 1 if a message was not accepted in that time. --explain needs no
service: it reads the configuration and asks the DNS about SPF, DKIM, DMARC,
PTR, MX, TLS and names outside ASCII; exit status 1 if mail would be refused.

Examples:
  $ slowburn notify-test --to "on call"
  $ slowburn notify-test --explain --ip 203.0.113.7`,
    )
    .action(async (options: NotifyOptions) => {
      if (options.explain === true) await explain(options)
      else await send(options)
    })
}

function gathered(one: string, before: string[]): string[] {
  return [...before, one]
}

async function explain({ config: file, to, resolver, ip, json }: NotifyOptions): Promise<void> {
  // Loaded here, so that no other command waits for it.
  const { loadConfig } = await loaded(import('../../../config/load.ts'))
  const config = loadConfig(file, process.env)
  const { explainDelivery } = await loaded(import('../../../app/outgoing/explain-delivery.ts'))
  const options = { to: to ?? null, resolvers: resolver, outgoing: ip }
  const found = await explainDelivery(config, options, systemClock, shutdownSignal())
  const doubts = found.checks.flatMap(({ check, doubts: some }) => some.map(one => ({ check, ...one })))
  if (doubts.some(({ level }) => level === 'fault')) process.exitCode = FAILED
  if (json === true) {
    process.stdout.write(
      `${JSON.stringify({ ...found, checks: found.checks.map(({ check }) => check), doubts }, null, 2)}\n`,
    )
    return
  }
  const by =
    found.outgoing.length === 0
      ? 'an address that is not known; give it with --ip'
      : found.outgoing.join(', ')
  process.stdout.write(`To ${clean(found.recipients.join(', '), 500)}, by ${by}\n`)
  for (const { check, level, what, code, remedy } of doubts) {
    process.stdout.write(
      `${level}: ${check}: ${clean(redactSecrets(what), 1000)} (${code}). ${clean(remedy, 1000)}\n`,
    )
  }
  const well = found.checks.filter(one => one.doubts.length === 0).map(({ check }) => check)
  process.stdout.write(`Nothing to say against: ${well.join(', ') || 'nothing'}\n`)
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
    process.stdout.write(columns(['TO', 'STATE', 'ANSWER'], rows, { free: ['TO'] }))
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
