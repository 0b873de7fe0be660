// Draws charts beforehand, where nobody waits for it, for whoever composes messages in one turn.
import { Worker } from 'node:worker_threads'
import { renderPng } from './png.ts'
import type { Order, Picture } from './png-worker.ts'

export interface Drawing {
  /** The PNG of an SVG, the same bytes as `renderPng`: at hand where it was prepared, else drawn here and now. */
  draw(svg: string): Uint8Array
  /** Resolves once they are at hand, or cannot be had so. Never rejects. */
  prepare(svgs: readonly string[]): Promise<void>
  close(): Promise<void>
}

/** Pictures that are kept, at most; some 20 kB each. */
const KEPT = 64
/** Milliseconds after which the thread is not waited for any more. */
const PATIENCE = 10_000
/** Milliseconds after the last picture in which the thread, some 30 MB, is kept for the next. */
const LINGERING = 30_000

/** The thread is started by the first picture, keeps no process alive, and ends when nothing was drawn for a while. */
export function drawInThread(): Drawing {
  const pictures = new Map<string, Uint8Array>()
  let thread: Thread | null = null
  const drop = async (): Promise<void> => {
    const ending = thread
    thread = null
    await ending?.end()
  }
  const keep = (svg: string, png: Uint8Array): void => {
    pictures.set(svg, png)
    for (const oldest of pictures.keys()) {
      if (pictures.size <= KEPT) break
      pictures.delete(oldest)
    }
  }
  return {
    draw: svg => pictures.get(svg) ?? renderPng(svg),
    async prepare(svgs) {
      const wanted = svgs.filter(svg => !pictures.has(svg))
      if (wanted.length === 0) return
      thread ??= startThread(() => void drop())
      const own = thread
      const drawn = await own.draw(wanted)
      if (drawn === null) {
        if (thread === own) await drop()
        return
      }
      for (const [place, png] of drawn.entries()) if (png !== null) keep(wanted[place] ?? '', png)
    },
    close: drop,
  }
}

interface Thread {
  /** Null where the thread has died or does not answer. */
  draw(svgs: readonly string[]): Promise<Array<Uint8Array | null> | null>
  end(): Promise<void>
}

/** `idle` is called once nothing was drawn for a while. */
function startThread(idle: () => void): Thread {
  const file = import.meta.url.endsWith('.ts') ? './png-worker.ts' : './png-worker.js'
  const worker = new Worker(new URL(file, import.meta.url), { name: 'charts' })
  const waiting = new Map<number, (png: Uint8Array | null | undefined) => void>()
  let last = 0
  const lingering = setTimeout(idle, LINGERING).unref()
  const giveUp = (): void => {
    for (const settle of waiting.values()) settle(undefined)
  }
  worker.on('message', ({ id, png }: Picture) => waiting.get(id)?.(png))
  worker.on('error', giveUp)
  worker.on('exit', giveUp)
  const one = (svg: string): Promise<Uint8Array | null | undefined> =>
    new Promise(resolve => {
      const id = last++
      const patience = setTimeout(() => waiting.get(id)?.(undefined), PATIENCE)
      worker.ref()
      waiting.set(id, png => {
        waiting.delete(id)
        clearTimeout(patience)
        if (waiting.size === 0) worker.unref()
        resolve(png)
      })
      const order: Order = { id, svg }
      worker.postMessage(order, [])
    })
  worker.unref()
  return {
    async draw(svgs) {
      const drawn = await Promise.all(svgs.map(one))
      lingering.refresh()
      return drawn.some(png => png === undefined) ? null : drawn.map(png => png ?? null)
    },
    async end() {
      clearTimeout(lingering)
      await worker.terminate()
    },
  }
}
