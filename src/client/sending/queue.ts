// What waits to be sent, each event as the text that is sent. It is bounded in number and in length: where it is full, the
// oldest make room and are counted.

export interface QueueLimits {
  /** Events. */
  events: number
  /** Characters of all of them. */
  characters: number
}

export interface Queue {
  /** Number of events that wait. */
  size(): number
  /** Takes one in. Returns how many had to go for it: of those before it, or itself where it is larger than the whole. */
  add(line: string): number
  /** Takes out the oldest: no more than `events`, and no more than `characters` unless the first alone is longer. */
  take(limits: QueueLimits): string[]
}

/** Taken slots are given back once there are so many, and more of them than of what waits. */
const SLACK = 1024

export function createQueue(limits: QueueLimits): Queue {
  let lines: string[] = []
  let head = 0
  let characters = 0

  const first = (): string | undefined => lines[head]
  const size = (): number => lines.length - head
  const shift = (): string => {
    const line = lines[head] ?? ''
    lines[head] = ''
    head += 1
    characters -= line.length
    if (head > SLACK && head > lines.length / 2) {
      lines = lines.slice(head)
      head = 0
    }
    return line
  }

  return {
    size,
    add(line) {
      if (line.length > limits.characters || limits.events < 1) return 1
      let gone = 0
      while (size() >= limits.events || characters + line.length > limits.characters) {
        shift()
        gone += 1
      }
      lines.push(line)
      characters += line.length
      return gone
    },
    take({ events, characters: most }) {
      const taken: string[] = []
      let total = 0
      for (let next = first(); next !== undefined && taken.length < events; next = first()) {
        total += next.length
        if (taken.length > 0 && total > most) break
        taken.push(shift())
      }
      return taken
    },
  }
}
