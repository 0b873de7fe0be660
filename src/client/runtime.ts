// What the client needs of whatever runs it: Node.js 18 or newer, Deno, Bun, a worker or a browser. Nothing is imported.

export interface Runtime {
  /** Unix epoch, milliseconds. */
  now(): number
  /** Milliseconds since some moment; never goes back. */
  elapsed(): number
  /** From 0 up to 1. */
  random(): number
  /** Calls back once, unless the result is called before. A process stays alive for it only where somebody `awaits` it. */
  after(ms: number, call: () => void, awaits?: 'awaited'): () => void
  /** Null where the runtime has none. */
  fetch: typeof fetch | null
  /** Null where the runtime cannot compress. */
  gzip: ((text: string) => Promise<Uint8Array<ArrayBuffer>>) | null
  /** Calls back whenever the process is about to end for want of work, until the result is called. */
  beforeExit(call: () => void): () => void
  warn(message: string): void
}

/** Throws nothing, whatever the runtime lacks. */
export function systemRuntime(): Runtime {
  return {
    now: () => Date.now(),
    elapsed: () => performance.now(),
    random: () => Math.random(),
    after,
    fetch: typeof fetch === 'function' ? (...asked) => fetch(...asked) : null,
    gzip: typeof CompressionStream === 'function' ? gzip : null,
    beforeExit,
    warn: message => console.warn(message),
  }
}

function after(ms: number, call: () => void, awaits?: 'awaited'): () => void {
  const timer = setTimeout(call, ms) as unknown as number | { unref?(): void }
  if (typeof timer === 'object' && awaits === undefined) timer.unref?.()
  return () => clearTimeout(timer as number)
}

async function gzip(text: string): Promise<Uint8Array<ArrayBuffer>> {
  const packed = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'))
  return new Uint8Array(await new Response(packed).arrayBuffer())
}

function beforeExit(call: () => void): () => void {
  const { process } = globalThis as { process?: Partial<NodeJS.Process> }
  if (typeof process?.on !== 'function' || typeof process.off !== 'function') return () => {}
  process.on('beforeExit', call)
  return () => void process.off?.('beforeExit', call)
}
