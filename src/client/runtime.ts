// What the client needs of whatever runs it: Node.js 18 or newer, Deno, Bun, a worker or a browser. Nothing is imported.

export interface Runtime {
  /** Unix epoch, milliseconds. */
  now(): number
  /** Milliseconds since some moment; never goes back. */
  elapsed(): number
  /** Letters that no other call has had, in whatever process, however the platform seeds `Math.random`. */
  unique(): string
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
    unique,
    random: () => Math.random(),
    after,
    fetch: typeof fetch === 'function' ? (...asked) => apart(() => fetch(...asked)) : null,
    gzip: typeof CompressionStream === 'function' ? gzip : null,
    beforeExit,
    warn: message => console.warn(message),
  }
}

/** What is longer would be due at once. */
const LONGEST_TIMER = 2 ** 31 - 1

function after(ms: number, call: () => void, awaits?: 'awaited'): () => void {
  const timer = apart(() => setTimeout(call, Math.min(ms, LONGEST_TIMER))) as unknown as
    | number
    | { unref?(): void }
  if (typeof timer === 'object' && awaits === undefined) timer.unref?.()
  return () => clearTimeout(timer as number)
}

async function gzip(text: string): Promise<Uint8Array<ArrayBuffer>> {
  const packed = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'))
  return new Uint8Array(await new Response(packed).arrayBuffer())
}

const atExit = new Set<() => void>()
const onExit = (): void => {
  for (const call of atExit) call()
}

/** One listener for all clients: Node.js warns of a leak where there are more than ten. Where the platform removed it, the next client adds it again. */
function beforeExit(call: () => void): () => void {
  const { process } = globalThis as { process?: Partial<NodeJS.Process> }
  if (typeof process?.on !== 'function' || typeof process.off !== 'function') return () => {}
  const own = (): void => call()
  if (!process.listeners?.('beforeExit').includes(onExit)) process.on('beforeExit', onExit)
  atExit.add(own)
  return () => {
    atExit.delete(own)
    if (atExit.size === 0) process.off?.('beforeExit', onExit)
  }
}

function unique(): string {
  const { crypto } = globalThis as { crypto?: Partial<typeof globalThis.crypto> }
  if (typeof crypto?.randomUUID === 'function') return crypto.randomUUID()
  const numbers =
    typeof crypto?.getRandomValues === 'function' ? [...crypto.getRandomValues(new Uint32Array(4))] : moment()
  return numbers.map(number => number.toString(36)).join('-')
}

let moments = 0

/** When, in which process and for the how manieth time: what is seeded is not relied upon. */
function moment(): number[] {
  const { process } = globalThis as { process?: Partial<NodeJS.Process> }
  moments += 1
  const micros = Math.round((performance.timeOrigin + performance.now()) * 1000)
  return [Date.now(), micros, process?.pid ?? 0, moments, Math.floor(Math.random() * 2 ** 40)]
}

/** Runs it outside of the request that happens to be the first: what that stored, in `AsyncLocalStorage`, would be kept and passed on. */
const apart: <T>(call: () => T) => T = snapshot() ?? (call => call())

function snapshot(): (<T>(call: () => T) => T) | null {
  try {
    const { process } = globalThis as { process?: Partial<NodeJS.Process> }
    return process?.getBuiltinModule?.('node:async_hooks').AsyncLocalStorage.snapshot() ?? null
  } catch {
    return null
  }
}
