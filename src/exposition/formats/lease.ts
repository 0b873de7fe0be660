// Bytes that are written to again once nobody reads them: whoever gets them says when they have been sent.

/** Counts who still reads what it stands for. */
export interface Readers {
  count: number
}

/** What one reader has been given. Whoever never ends it keeps it as it is for ever. */
export class Lease {
  #taken: Readers[] = []

  take(from: Readers): void {
    from.count += 1
    this.#taken.push(from)
  }

  /** Nothing of it is read any more. More than once is the same as once. */
  end(): void {
    for (const from of this.#taken) from.count -= 1
    this.#taken = []
  }
}
