// `slowburn start`: the service on one's own platform, or the example platform where nothing is configured.

import { existsSync } from 'node:fs'
import { Command } from 'commander'
import type { AuditProgram } from '../../app/audit/scheduled.ts'
import type { ServiceOptions } from '../../app/service.ts'
import type { Config } from '../../config/schema.ts'
import { systemClock } from '../../core/clock.ts'
import { messageOf } from '../../core/errors.ts'
import { createLogger, type Logger } from '../../core/logger.ts'
import type { CliCommand } from '../command.ts'
import { loaded } from '../terminal/import-fault.ts'
import { loggedProgress, type ProgressBar, progressBar } from '../terminal/progress.ts'
import { throughProxies } from '../terminal/proxies.ts'
import { reportError } from '../terminal/report.ts'
import { onReload, shutdownSignal } from '../terminal/signals.ts'
import { createSupervisor } from '../terminal/supervisor.ts'
import { runDemo } from './demo.ts'

const DEFAULT_FILE = 'slowburn.yml'

export const startCommand: CliCommand = { group: 'Run', build }

function build(): Command {
  return new Command('start')
    .description('run the service on slowburn.yml; without one, watch the built-in example platform')
    .option('-c, --config <file>', `configuration (default: ${DEFAULT_FILE} if it is there)`)
    .option('--web.config.file <file>', 'TLS and log-in of the pages, in place of listen.web_config')
    .addHelpText('after', '\nExample:\n  $ slowburn start --config /etc/slowburn.yml')
    .action(async (options: { config?: string; 'web.config.file'?: string }) => {
      const file = options.config ?? (existsSync(DEFAULT_FILE) ? DEFAULT_FILE : null)
      if (file === null) {
        process.stderr.write(`No ${DEFAULT_FILE} here: watching the built-in example platform.\n`)
        await runDemo({})
      } else {
        await runConfigured(file, options['web.config.file'] ?? null)
      }
    })
}

/** `webConfig` wins over what the configuration says; null: it says nothing. */
async function runConfigured(file: string, webConfig: string | null): Promise<void> {
  const signal = shutdownSignal()
  try {
    // Loaded here, so that no other command waits for it.
    const { loadConfig } = await loaded(import('../../config/load.ts'))
    const load = (): Config => {
      const config = loadConfig(file, process.env)
      return { ...config, listen: { ...config.listen, webConfig: webConfig ?? config.listen.webConfig } }
    }
    const first = load()
    const [{ createAnew }, { leftOutIn }, { runService }, { runReloading }, { webConfigOf }] = await loaded(
      Promise.all([
        import('../../app/containment/start-anew.ts'),
        import('../../app/containment/left-out.ts'),
        import('../../app/service.ts'),
        import('../../app/reload.ts'),
        import('../../app/web.ts'),
      ]),
    )
    const log = logOf(first)
    signal.addEventListener('abort', () => log.info('slowburn ends', { why: messageOf(signal.reason) }))
    const proxies = await throughProxies(process.env)
    if (proxies !== null) log.info('what is sent over HTTP goes through proxies', { ...proxies })
    const anew = createAnew({ process, load: () => void load(), stopping: signal, log })
    const { notify } = createSupervisor(process.env)
    const running = runReloading(
      first,
      {
        load: () => {
          const config = load()
          webConfigOf(config)
          return config
        },
        run: async (config, until, started) => {
          const leftOut = leftOutIn(config.data.folder, log)
          const audits = auditProgram(file)
          await runService({ ...optionsOf(config, started), leftOut, anew, audits }, until)
          // Whoever has ended or reloaded it has every part asked again.
          if (signal.aborted || !anew.isUnderWay()) leftOut.clear()
        },
        onReload,
        // To a supervisor, a start in place is what a reload is.
        notify: state => notify(anew.isUnderWay() && state === 'stopping' ? 'reloading' : state),
        log,
      },
      AbortSignal.any([signal, anew.signal]),
    )
    await anew.after(running)
  } catch (error) {
    reportError(error, file)
  }
}

/** This program, started once more as it was started, to audit what the configuration in a file watches. */
function auditProgram(file: string): AuditProgram {
  return { file: process.argv[1] ?? '', args: ['audit', '--report', '--config', file] }
}

function logOf({ log }: Config): Logger {
  return createLogger({ clock: systemClock, ...log, write: line => process.stderr.write(line) })
}

function optionsOf(config: Config, started: () => void): ServiceOptions {
  const log = logOf(config)
  const isJson = config.log.format === 'json'
  const bars = new Map<string, ProgressBar>()
  const barOf = (label: string): ProgressBar => (isJson ? loggedProgress(label, log) : progressBar(label))
  return {
    config,
    clock: systemClock,
    log,
    demo: null,
    onProgress: (source, share) => {
      const bar = bars.get(source)
      if (share === null) {
        bar?.done('caught up')
        bars.delete(source)
      } else {
        const shown = bar ?? barOf(`reading history of ${source}`)
        bars.set(source, shown)
        shown.update(share)
      }
    },
    onListening: url => {
      log.info('pages and metrics', { page: url, metrics: `${url}metrics` })
      started()
    },
    onFirstTick: () => log.info('first tick done'),
  }
}
