// `slowburn rollout`: says whether each rollback is ready; looks at artefacts and rehearses, which alone run the commands of the configuration.
import { Command } from 'commander'
import type { RolloutSettings } from '../../config/keys/rollouts.ts'
import { recordedAnswer, rehearsalAnswer, rolloutsAnswer } from '../client/service-answers.ts'
import type { ServiceClient } from '../client/service-client.ts'
import { osUser, ServiceRefusal, serviceClient, type Where, withService } from '../client/service-client.ts'
import type { CliCommand } from '../command.ts'
import { reportError } from '../terminal/report.ts'
import { shutdownSignal } from '../terminal/signals.ts'
import { rolloutText } from '../terminal/verdicts/rollout-text.ts'

interface Options extends Where {
  by?: string
  json?: true
}

export const rolloutCommand: CliCommand = { group: 'Inspect', build }

const EXIT_CODES = { ready: 0, 'not ready': 1, insufficient: 2, broken: 3 } as const
const ACTIONS = ['status', 'look', 'rehearse', 'record'] as const
type Action = (typeof ACTIONS)[number]
const USAGE = 64

function build(): Command {
  const command = withService(
    new Command('rollout')
      .description('say whether rolling back is ready; look at artefacts, and rehearse')
      .argument('[action]', `${ACTIONS.join(', ')} (default: status)`)
      .argument('[name]', 'which rollout of the configuration (default: all; rehearse and record need one)')
      .argument('[version]', 'with record: of which version')
      .argument('[digest]', 'with record: what its artefact must be, such as sha256:9f86d0…'),
  )
    .option('--by <name>', 'who does it (default: your user name)')
    .option('--json', 'print the readiness as JSON')
    .addHelpText(
      'after',
      `
Exit codes: 0 ready, 1 not ready, 2 insufficient: something is not known,
3 broken: a rehearsal was begun and has not ended, or the service does not
answer, 64 wrong usage. Of several rollouts, the worst.

status runs nothing. look and rehearse run the commands of --config here, as
you, and tell the service what came of it.

Examples:
  $ slowburn rollout
  $ slowburn rollout record api 2.9.1 sha256:9f86d081884c7d659a2f
  $ slowburn rollout look
  $ slowburn rollout rehearse api`,
    )
    .action(run)
  const error = command.error.bind(command)
  command.error = (message, options) => error(message, { ...options, exitCode: USAGE })
  return command
}

class Misused extends Error {}

async function run(
  action: string | undefined,
  name: string | undefined,
  version: string | undefined,
  digest: string | undefined,
  options: Options,
): Promise<void> {
  try {
    const what = ACTIONS.find(one => one === (action ?? 'status'))
    if (what === undefined) throw new Misused(`the action is one of ${ACTIONS.join(', ')}; it is ${action}`)
    const client = serviceClient(options)
    if (what === 'record') await record(client, name, version, digest, options)
    else if (version !== undefined) throw new Misused(`${what} takes a name alone`)
    if (what === 'look' || what === 'rehearse') await act(client, what, name, options)
    if (what !== 'record') await show(client, name, options.json === true)
  } catch (cause) {
    reportError(cause, options.config)
    const isMisused =
      cause instanceof Misused || (cause instanceof ServiceRefusal && MISUSED.has(cause.status))
    process.exitCode = isMisused ? USAGE : EXIT_CODES.broken
  }
}

/** Named or written wrongly. */
const MISUSED: ReadonlySet<number> = new Set([404, 422])

const VERDICTS = ['broken', 'not ready', 'insufficient', 'ready'] as const

async function show(client: ServiceClient, name: string | undefined, json: boolean): Promise<void> {
  const answer = await client.get('api/v1/rollouts', rolloutsAnswer)
  const rollouts = answer.rollouts.filter(one => name === undefined || one.rollout === name)
  if (rollouts.length === 0)
    throw new Misused(
      name === undefined
        ? 'the configuration of the service has no rollouts'
        : `the configuration of the service has no rollout ${name}`,
    )
  const worst = VERDICTS.find(verdict => rollouts.some(one => one.verdict === verdict)) ?? 'broken'
  process.exitCode = EXIT_CODES[worst]
  process.stdout.write(json ? `${JSON.stringify({ rollouts }, null, 2)}\n` : rolloutText(rollouts))
}

async function record(
  client: ServiceClient,
  name: string | undefined,
  version: string | undefined,
  digest: string | undefined,
  { by = osUser() }: Options,
): Promise<void> {
  if (name === undefined || version === undefined || digest === undefined)
    throw new Misused('record takes a name, a version and a digest')
  const { changed } = await client.post(`${pathOf(name)}/digests`, { by, version, digest }, recordedAnswer)
  process.stdout.write(changed ? 'Recorded.\n' : 'Recorded already.\n')
}

async function act(
  client: ServiceClient,
  what: Extract<Action, 'look' | 'rehearse'>,
  name: string | undefined,
  options: Options,
): Promise<void> {
  if (what === 'rehearse' && name === undefined) throw new Misused('rehearse takes the name of a rollout')
  const { loadConfig } = await import('../../config/load.ts')
  const { rollouts } = loadConfig(options.config, process.env)
  const wanted = rollouts.filter(one => name === undefined || one.name === name)
  if (wanted.length === 0)
    throw new Misused(`${options.config} has no ${name === undefined ? 'rollouts' : `rollout ${name}`}`)
  const signal = shutdownSignal()
  const known = await client.get('api/v1/rollouts', rolloutsAnswer)
  const by = options.by ?? osUser()
  for (const settings of wanted) {
    const one = known.rollouts.find(({ rollout }) => rollout === settings.name)
    if (one === undefined) throw new Misused(`the service knows no rollout ${settings.name}: reload it`)
    const { from, to } = one
    if (what === 'look') await look(client, settings, [from, to], by, signal)
    else if (from !== null && to !== null) await rehearseOnce(client, settings, { from, to }, by, signal)
  }
}

type Pair = { from: string; to: string }

async function look(
  client: ServiceClient,
  settings: RolloutSettings,
  versions: ReadonlyArray<string | null>,
  by: string,
  signal: AbortSignal,
): Promise<void> {
  const { lookAt } = await import('../../assurance/rollout/artefact.ts')
  for (const version of versions) {
    if (version === null) continue
    const found = await lookAt(settings.artefact, version, { timeout: settings.timeout, signal })
    await client.post(`${pathOf(settings.name)}/looks`, { by, version, ...found }, recordedAnswer)
  }
}

/** It is begun before anything runs: one that is killed is known to have been. */
async function rehearseOnce(
  client: ServiceClient,
  settings: RolloutSettings,
  pair: Pair,
  by: string,
  signal: AbortSignal,
): Promise<void> {
  const { rehearse } = await import('../../assurance/rollout/rehearse.ts')
  const path = pathOf(settings.name)
  const { rehearsal: id } = await client.post(`${path}/rehearsals`, { by, ...pair }, rehearsalAnswer)
  const say = ({ name, ok, seconds, words }: { name: string; ok: boolean; seconds: number; words: string }) =>
    void process.stderr.write(`${name}: ${ok ? 'ok' : `failed, ${words}`}, ${seconds.toFixed(1)} s\n`)
  const end = await rehearse(settings, pair, { timeout: settings.timeout, signal }, say)
  await client.post(`${path}/ends`, { by, id, ...end }, recordedAnswer)
  if (signal.aborted) throw signal.reason
  await look(client, settings, [pair.from, pair.to], by, signal)
}

function pathOf(name: string): string {
  return `api/v1/rollouts/${encodeURIComponent(name)}`
}
