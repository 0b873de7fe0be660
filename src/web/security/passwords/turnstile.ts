// Checks that cost time, in fair turn: every address waits in a line of its own, so that no number of wrong guesses from
// elsewhere keeps anybody out.

export interface Turnstile {
  /** The result of `work`, once it is this address's turn; null where too many of it wait already. */
  pass<T>(from: string, work: () => Promise<T>): Promise<T | null>
}

export interface TurnstileLimits {
  /** That are worked on at one time. */
  atOnce: number
  /** That wait in the line of one address. */
  line: number
  /** That wait in all; when there are more, the longest line loses its last. */
  all: number
}

interface Waiting {
  run(): Promise<void>
  giveUp(): void
}

export function createTurnstile({ atOnce, line, all }: TurnstileLimits): Turnstile {
  const lines = new Map<string, Waiting[]>()
  const busy = new Set<string>()

  /** The next address that waits and is not being served; the one that was served last goes to the end. */
  const advance = (): void => {
    for (const [from, waiting] of lines) {
      if (busy.size >= atOnce) return
      if (busy.has(from)) continue
      const next = waiting.shift()
      lines.delete(from)
      if (waiting.length > 0) lines.set(from, waiting)
      if (next === undefined) continue
      busy.add(from)
      void next.run().finally(() => {
        busy.delete(from)
        advance()
      })
    }
  }

  const makeRoom = (): void => {
    const count = [...lines.values()].reduce((sum, waiting) => sum + waiting.length, 0)
    if (count < all) return
    const longest = [...lines].reduce((a, b) => (b[1].length > a[1].length ? b : a))
    longest[1].pop()?.giveUp()
    if (longest[1].length === 0) lines.delete(longest[0])
  }

  return {
    pass: (from, work) =>
      new Promise((resolve, reject) => {
        const waiting = lines.get(from) ?? []
        if (waiting.length >= line) return resolve(null)
        makeRoom()
        waiting.push({ run: () => work().then(resolve, reject), giveUp: () => resolve(null) })
        lines.set(from, waiting)
        advance()
      }),
  }
}
