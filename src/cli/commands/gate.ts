// `slowburn gate`: asks the running service whether a candidate is worse than a baseline, and ends with the verdict as its exit code.
import { setTimeout as wait } from 'node:timers/promises'
import { Command, Option } from 'commander'
import { ATTRIBUTES } from '../../assurance/gate/question.ts'
import { EXIT_CODES } from '../../assurance/gate/verdict.ts'
import { parseDuration, SECOND } from '../../core/duration.ts'
import { gateAnswer } from '../client/service-answers.ts'
import { ServiceRefusal, serviceClient, type Where, withService } from '../client/service-client.ts'
import type { CliCommand } from '../command.ts'
import { reportError } from '../terminal/report.ts'
import { gateText } from '../terminal/verdicts/gate-text.ts'

interface Options extends Where {
  wait?: string
  every: string
  json?: true
  [name: string]: unknown
}

export const gateCommand: CliCommand = { group: 'Inspect', build }

function build(): Command {
  const command = withService(
    new Command('gate').description(
      'say whether tasks of a candidate fail more, or take longer, than those of a baseline',
    ),
  )
    .requiredOption('--candidate <value>', 'what is rolled out, such as a version')
    .requiredOption('--baseline <value>', 'what it is compared with')
    .addOption(
      new Option('--by <label>', `the label that tells them apart: ${ATTRIBUTES.join(', ')}`).default(
        'variant',
      ),
    )
    .option('--task-type <value>', 'only tasks of this type')
    .option('--model <value>', 'only tasks of this model')
    .option('--variant <value>', 'only tasks of this variant')
    .option('--table <value>', 'only tasks of this table')
    .option('--source <name>', 'only tasks of this source')
    .option('--from <time>', 'tasks that began from then on (default: since the candidate was first seen)')
    .option('--to <time>', 'and before then (default: now)')
    .option('--split <share>', 'share of the candidate among both that is meant, such as 0.1')
    .option('--minimum <n>', 'tasks of each side that must have had their time (default: 50)')
    .option('--margin <ratio>', 'odds ratio that must be excluded (default: 2)')
    .option('--tolerable <share>', 'a share of failures that passes anyhow (default: 0.01)')
    .option('--horizon <duration>', 'how long a task is given (default: as 99 of 100 took before)')
    .option('--wait <duration>', 'ask again for so long while it is insufficient')
    .option('--every <duration>', 'how often', '30s')
    .option('--json', 'print it as JSON')
    .addHelpText(
      'after',
      `
Exit codes: 0 pass, 1 fail: it is worse, 2 insufficient: it cannot be said yet,
3 broken: the two are not assigned as stated, or the service does not answer,
64 wrong usage. It may be asked as often as you like: at most one in twenty
candidates that are no worse is ever stopped.

Examples:
  $ slowburn gate --candidate 2.9.1 --baseline 2.9.0 --split 0.1
  $ slowburn gate --by model --candidate m-2 --baseline m-1 --wait 2h
  $ slowburn gate --candidate b --baseline a --task-type build --json`,
    )
    .action(run)
  const error = command.error.bind(command)
  command.error = (message, options) => error(message, { ...options, exitCode: EXIT_CODES.usage })
  return command
}

/** Options of the question, by their names in an address. */
const ASKED: Readonly<Record<string, string>> = {
  by: 'by',
  candidate: 'candidate',
  baseline: 'baseline',
  taskType: 'task_type',
  model: 'model',
  variant: 'variant',
  table: 'table',
  source: 'source',
  from: 'from',
  to: 'to',
  split: 'split',
  minimum: 'minimum',
  margin: 'margin',
  tolerable: 'tolerable',
  horizon: 'horizon',
}

async function run(options: Options): Promise<void> {
  try {
    const patience = durationOf('--wait', options.wait ?? '0s')
    const every = Math.max(SECOND, durationOf('--every', options.every))
    const given = new URLSearchParams()
    for (const [option, name] of Object.entries(ASKED)) {
      const value = options[option]
      if (typeof value === 'string') given.set(name, value)
    }
    const client = serviceClient(options)
    const path = `api/v1/gate?${given}`
    let answer = await client.get(path, gateAnswer)
    for (let waited = 0; answer.verdict === 'insufficient' && waited < patience; waited += every) {
      await wait(Math.min(every, patience - waited))
      answer = await client.get(path, gateAnswer)
    }
    process.exitCode = EXIT_CODES[answer.verdict]
    process.stdout.write(options.json === true ? `${JSON.stringify(answer, null, 2)}\n` : gateText(answer))
  } catch (cause) {
    reportError(cause)
    process.exitCode = isMisused(cause) ? EXIT_CODES.usage : EXIT_CODES.broken
  }
}

class Misused extends Error {}

function isMisused(cause: unknown): boolean {
  return cause instanceof Misused || (cause instanceof ServiceRefusal && cause.status === 400)
}

function durationOf(option: string, text: string): number {
  const duration = text === '0s' ? 0 : parseDuration(text)
  if (duration === null) throw new Misused(`${option} is a duration such as 10m; it is ${text}`)
  return duration
}
