// `slowburn start`: the service on one's own platform, or the example platform where nothing is configured.

import { existsSync } from 'node:fs'
import { Command } from 'commander'
import { loadConfig } from '../../config/load.ts'
import { systemClock } from '../../core/clock.ts'
import { createLogger } from '../../core/logger.ts'
import type { CliCommand } from '../command.ts'
import { progressBar } from '../terminal/progress.ts'
import { reportError, shutdownSignal } from '../terminal/report.ts'
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
  try {
    // Loaded here, so that commands which only ask the service need not wait for all of it.
    const { runService } = await import('../../app/service.ts')
    const loaded = loadConfig(file, process.env)
    const listen = { ...loaded.listen, webConfig: webConfig ?? loaded.listen.webConfig }
    const config = { ...loaded, listen }
    const log = createLogger({
      clock: systemClock,
      ...config.log,
      write: line => process.stderr.write(line),
    })
    const bars = new Map<string, ReturnType<typeof progressBar>>()
    const onProgress = (source: string, share: number | null): void => {
      const bar = bars.get(source)
      if (share === null) {
        bar?.done('caught up')
        bars.delete(source)
      } else {
        const shown = bar ?? progressBar(`reading history of ${source}`)
        bars.set(source, shown)
        shown.update(share)
      }
    }
    await runService(
      {
        config,
        clock: systemClock,
        log,
        demo: null,
        onProgress,
        onListening: url => log.info('pages and metrics', { page: url, metrics: `${url}metrics` }),
        onFirstTick: () => log.info('first round done'),
      },
      shutdownSignal(),
    )
  } catch (error) {
    reportError(error, file)
  }
}
