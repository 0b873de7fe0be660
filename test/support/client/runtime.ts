// A runtime for the client whose time is moved by hand, and a server that answers as it is told.
import type { Runtime } from '../../../src/client/runtime.ts'

export interface Sent {
  headers: Record<string, string>
  dropped: number
  events: { id: string; type: string; at: number; subject: string; attributes?: object; data: object }[]
}

export interface FakeRuntime extends Runtime {
  /** Moves time and calls what is due; resolves once what that set off has come to rest. */
  advance(ms: number): Promise<void>
  /** As when the process has nothing more to do. */
  exit(): Promise<void>
  /** Messages that the server was sent. */
  sent: Sent[]
  warnings: string[]
  /** Timers that wait. */
  timers(): number
  /** Whether one of them keeps the process alive. */
  isAwaited(): boolean
}

export const SOURCE = 'http://slowburn.test/ingest/app'
export const TOKEN = 'a-token-of-twenty-letters'

/** All of it is new to slowburn. */
export function keeps({ events }: Sent): Response {
  return Response.json({ accepted: events.length, duplicates: 0, refused: { count: 0, first: [] } })
}

/** `answer` is asked for each message in turn. Nothing is compressed. */
export function fakeRuntime(answer: (sent: Sent) => Response | Promise<Response> = keeps): FakeRuntime {
  let time = 0
  let clients = 0
  let exit = (): void => {}
  const due = new Set<{ at: number; call: () => void; awaited: boolean }>()
  const sent: Sent[] = []
  const warnings: string[] = []
  const rest = async (): Promise<void> => {
    for (let i = 0; i < 5; i++) await new Promise(resolve => setImmediate(resolve))
  }
  return {
    now: () => Date.UTC(2026, 4, 1) + time,
    elapsed: () => time,
    unique: () => `client${++clients}`,
    random: () => 0.5,
    after(ms, call, awaits) {
      const timer = { at: time + ms, call, awaited: awaits !== undefined }
      due.add(timer)
      return () => void due.delete(timer)
    },
    fetch: async (_url, options) => {
      const { dropped, events } = JSON.parse(String(options?.body)) as Omit<Sent, 'headers'>
      const message = { headers: options?.headers as Record<string, string>, dropped, events }
      sent.push(message)
      return answer(message)
    },
    gzip: null,
    beforeExit(call) {
      exit = call
      return () => {
        exit = () => {}
      }
    },
    warn: message => void warnings.push(message),
    async advance(ms) {
      const until = time + ms
      for (;;) {
        const [next] = [...due].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)
        if (next === undefined) break
        due.delete(next)
        time = Math.max(time, next.at)
        next.call()
        await rest()
      }
      time = until
      await rest()
    },
    async exit() {
      exit()
      await rest()
    },
    sent,
    warnings,
    timers: () => due.size,
    isAwaited: () => [...due].some(({ awaited }) => awaited),
  }
}
