// A bar for long work: redrawn in place on a terminal, a line every tenth elsewhere.
import type { Logger } from '../../core/logger.ts'

export interface ProgressBar {
  update(share: number): void
  /** Ends the line with a closing word. */
  done(text: string): void
}

const WIDTH = 24

/** The same as entries of a log, for a stream of which every line is one: a tenth each. */
export function loggedProgress(label: string, log: Pick<Logger, 'info'>): ProgressBar {
  let logged = -1
  return {
    update: share => {
      const tenths = Math.floor(Math.min(Math.max(share, 0), 1) * 10)
      if (tenths === logged) return
      logged = tenths
      log.info(label, { percent: 10 * tenths })
    },
    done: text => log.info(`${label}: ${text}`),
  }
}

export function progressBar(label: string, stream: NodeJS.WriteStream = process.stderr): ProgressBar {
  let shown = -1
  const draw = (share: number): void => {
    const filled = Math.round(share * WIDTH)
    const bar = '#'.repeat(filled) + '.'.repeat(WIDTH - filled)
    const percent = `${Math.floor(share * 100)} %`.padStart(5)
    if (stream.isTTY) stream.write(`\r${label.padEnd(28)} [${bar}] ${percent}`)
    else stream.write(`${label} ${percent.trim()}\n`)
  }
  return {
    update: share => {
      const bounded = Math.min(Math.max(share, 0), 1)
      const step = Math.floor(bounded * (stream.isTTY ? 100 : 10))
      if (step === shown) return
      shown = step
      draw(bounded)
    },
    done: text => {
      if (stream.isTTY) stream.write(`\r${label.padEnd(28)} ${text.padEnd(WIDTH + 10)}\n`)
      else stream.write(`${label} ${text}\n`)
    },
  }
}
