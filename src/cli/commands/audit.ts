// `slowburn audit`: plants faults in shadow copies of what is watched now, and says whether they would have been noticed.
import { Command, InvalidArgumentError, Option } from 'commander'
import type { Audit } from '../../assurance/audit/audit.ts'
import type { Config } from '../../config/schema.ts'
import { systemClock } from '../../core/clock.ts'
import { createLogger } from '../../core/logger.ts'
import type { CliCommand } from '../command.ts'
import { progressBar } from '../terminal/progress.ts'
import { reportError } from '../terminal/report.ts'
import { shutdownSignal } from '../terminal/signals.ts'

interface Options {
  config: string
  data?: string
  indicators?: string
  share: number
  report?: true
  history?: true
  json?: true
}

export const auditCommand: CliCommand = { group: 'Inspect', build }

/** As `sysexits.h` has it: the command was used wrongly. */
const USAGE = 64
const BROKEN = 3

function build(): Command {
  const command = new Command('audit')
    .description('plant faults in shadow copies of the watched series, and say whether they would be noticed')
    .option('-c, --config <file>', 'configuration that is audited', 'slowburn.yml')
    .option(
      '--data <folder>',
      'data folder, of a service that runs or not, or a backup (default: that of --config)',
    )
    .option('--indicators <pattern>', 'only series of these indicators, such as task_*', '*')
    .option('--share <share>', 'of one processor that it takes at most', shareOf, 1)
    .addOption(new Option('--report', 'hand it to the process that has started this one').hideHelp())
    .option('--history', 'audit nothing: print the verdicts that the service has kept')
    .option('--json', 'print it as JSON, with every plant and what came of it')
    .addHelpText(
      'after',
      `
Exit codes: 0 pass, 1 fail, 2 insufficient: too little is known to say,
3 broken: the audit itself could not be carried out, 64 wrong usage.

The folder is read and never written to: a service may run on it. Nothing is
sent. With --history the exit code is that of the last verdict; 2: there is
none.

Examples:
  $ slowburn audit
  $ slowburn audit --history
  $ slowburn audit --indicators 'task_run_time_*' --json | jq '.findings'`,
    )
    .action(run)
  const error = command.error.bind(command)
  command.error = (message, options) => error(message, { ...options, exitCode: USAGE })
  return command
}

async function run({
  config: file,
  data,
  indicators = '*',
  share,
  report,
  history,
  json,
}: Options): Promise<void> {
  const signal = shutdownSignal()
  try {
    const { loadConfig } = await import('../../config/load.ts')
    const config = loadConfig(file, process.env)
    const folder = data ?? config.data.folder
    if (history === true) return await printHistory(folder, json === true)
    const audit = await audited(config, folder, { pattern: indicators, share }, signal)
    await print(audit, json === true)
    if (report === true) await handOver(audit)
  } catch (cause) {
    reportError(signal.aborted ? signal.reason : cause, file)
    process.exitCode = BROKEN
  }
}

async function audited(
  config: Config,
  folder: string,
  { pattern, share }: { pattern: string; share: number },
  signal: AbortSignal,
): Promise<Audit> {
  // Loaded here, so that no other command waits for it.
  const [{ matchesGlob }, { runAudit }] = await Promise.all([
    import('../../alerting/match.ts'),
    import('../../app/audit/audit.ts'),
  ])
  const write = (line: string): void => void process.stderr.write(line)
  const log = createLogger({ clock: systemClock, level: 'warn', format: 'text', write })
  const bar = progressBar('auditing')
  const onProgress = (done: number): void => bar.update(done)
  const wants = ({ indicator }: { indicator: string }): boolean => matchesGlob(pattern, indicator)
  const audit = await runAudit({ folder, config, log, wants, onProgress, share }, signal)
  bar.done('done')
  return audit
}

function shareOf(text: string): number {
  const share = Number(text)
  if (share > 0 && share <= 1) return share
  throw new InvalidArgumentError('It is a number above 0, at most 1.')
}

async function handOver(audit: Audit): Promise<void> {
  const { recordOf } = await import('../../assurance/audit/report/record.ts')
  const { processorTime } = await import('../../app/audit/pace.ts')
  process.send?.(recordOf(audit, systemClock.now(), processorTime() / 1000))
}

/** As many as a year of daily ones has. */
const MOST = 400

async function printHistory(folder: string, json: boolean): Promise<void> {
  const [{ keptAudits }, { EXIT_CODES }] = await Promise.all([
    import('../../app/audit/history.ts'),
    import('../../assurance/audit/verdict.ts'),
  ])
  const audits = await keptAudits(folder, MOST)
  process.exitCode = EXIT_CODES[audits[0]?.verdict ?? 'insufficient']
  const { historyText } = await import('../terminal/verdicts/audit-text.ts')
  process.stdout.write(json ? `${JSON.stringify(audits, null, 2)}\n` : historyText(audits))
}

async function print(audit: Audit, json: boolean): Promise<void> {
  const { EXIT_CODES } = await import('../../assurance/audit/verdict.ts')
  process.exitCode = EXIT_CODES[audit.verdict]
  if (json) {
    const { dataOf } = await import('../../assurance/audit/report/data.ts')
    process.stdout.write(`${JSON.stringify(dataOf(audit), null, 2)}\n`)
    return
  }
  const { auditText } = await import('../terminal/verdicts/audit-text.ts')
  process.stdout.write(auditText(audit))
}
