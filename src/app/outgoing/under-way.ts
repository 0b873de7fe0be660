// What is being sent just now: before slowburn starts anew it is let finish, so that nothing is sent twice for that.

export interface UnderWay {
  /** Whether more may begin. */
  takesMore(): boolean
  /** Follows what the notifier of that name sends. */
  follow<T>(notifier: string, sending: Promise<T>): Promise<T>
  /** From here on nothing more begins. */
  close(): void
  /** Whether nothing is under way but by notifiers that are `lost`. */
  isOver(lost: (notifier: string) => boolean): boolean
}

export function createUnderWay(): UnderWay {
  const sending = new Map<string, number>()
  let isOpen = true
  const count = (notifier: string, by: number): void =>
    void sending.set(notifier, (sending.get(notifier) ?? 0) + by)
  return {
    takesMore: () => isOpen,
    follow: async (notifier, one) => {
      count(notifier, 1)
      try {
        return await one
      } finally {
        count(notifier, -1)
      }
    },
    close: () => {
      isOpen = false
    },
    isOver: lost => [...sending].every(([notifier, number]) => number === 0 || lost(notifier)),
  }
}
