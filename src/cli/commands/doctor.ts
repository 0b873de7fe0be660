// `slowburn doctor`: everything that is wrong with an installation, in the order in which to fix it.

import { Command } from 'commander'
import type { Examined } from '../../app/doctor/doctor.ts'
import { dataFolderOf } from '../../config/data-folder.ts'
import type { Config } from '../../config/schema.ts'
import { systemClock } from '../../core/clock.ts'
import { ConfigError, type Fault } from '../../core/errors.ts'
import { redactSecrets } from '../../core/secrets/redact.ts'
import { clean } from '../../presentation/clean.ts'
import { serviceClient } from '../client/service-client.ts'
import type { CliCommand } from '../command.ts'
import { throughProxies } from '../terminal/proxies.ts'
import { FAILED, reportError, stderrLog } from '../terminal/report.ts'
import { shutdownSignal } from '../terminal/signals.ts'

interface DoctorOptions {
  config: string
  json?: true
}

export const doctorCommand: CliCommand = { group: 'Run', build }

function build(): Command {
  return new Command('doctor')
    .description('name everything that is wrong with this installation, in the order in which to fix it')
    .option('-c, --config <file>', 'configuration of the service', 'slowburn.yml')
    .option('--json', 'print the findings as JSON')
    .addHelpText(
      'after',
      `
It changes nothing, and works whether the service runs or not. Exit status 1 if
something does not work; what only will hurt some day is a warning.

Example:
  $ slowburn doctor --config /etc/slowburn.yml`,
    )
    .action(async (options: DoctorOptions) => {
      try {
        await diagnose(options)
      } catch (error) {
        reportError(error, options.config)
      }
    })
}

async function diagnose({ config: file, json }: DoctorOptions): Promise<void> {
  await throughProxies(process.env)
  // Loaded here, so that no other command waits for it.
  const [{ loadConfig }, { attended }, { examine }, { serviceState }] = await Promise.all([
    import('../../config/load.ts'),
    import('../../app/containment/attend.ts'),
    import('../../app/doctor/doctor.ts'),
    import('../../app/doctor/service-state.ts'),
  ])
  const { config, configFaults } = loaded(() => loadConfig(file, process.env))
  const folder = config?.data.folder ?? folderOf(file)
  const connect = () => ({ get: serviceClient({ config: file, data: folder ?? '' }).fetch })
  const installation = {
    file,
    config,
    configFaults,
    folder,
    service: folder === null ? { state: 'stopped' as const } : await serviceState(folder, connect),
    clock: systemClock,
    signal: shutdownSignal(),
  }
  const examined = await attended(parts => examine({ ...installation, parts }), { log: stderrLog })
  print(file, examined, json === true)
}

function loaded(load: () => Config): { config: Config | null; configFaults: readonly Fault[] } {
  try {
    return { config: load(), configFaults: [] }
  } catch (error) {
    if (error instanceof ConfigError) return { config: null, configFaults: error.faults }
    throw error
  }
}

/** The rest of the file may be unusable. */
function folderOf(file: string): string | null {
  try {
    return dataFolderOf(file, process.env)
  } catch {
    return null
  }
}

function print(file: string, examined: readonly Examined[], json: boolean): void {
  const findings = examined.flatMap(({ stage, check, findings: some }) =>
    some.map(finding => ({ stage, check, ...finding })),
  )
  const faults = findings.filter(({ level }) => level === 'fault').length
  if (faults > 0) process.exitCode = FAILED
  if (json) {
    const checks = examined.map(({ check }) => check)
    process.stdout.write(
      `${redactSecrets(JSON.stringify({ file, ok: faults === 0, checks, findings }, null, 2))}\n`,
    )
    return
  }
  for (const [place, { level, where, what, remedy }] of findings.entries()) {
    const [at, wrong, mend] = [where, what, remedy].map(redactSecrets)
    process.stdout.write(`${clean(`${place + 1}. ${level}: ${at}: ${wrong}. ${mend}`, 2000)}\n`)
  }
  const warnings = findings.length - faults
  process.stdout.write(
    `${examined.length} checks: ${counted(faults, 'fault')}, ${counted(warnings, 'warning')}\n`,
  )
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`
}
