// Which of the words that there are is meant by one that there is not.

/** Null where none is close: as many as a third of the letters may be wrong, left out, too many or in another order. */
export function nearestOf(word: string, known: readonly string[]): string | null {
  const written = plain(word)
  const ranked = known
    .map(one => ({ one, distance: distanceOf(written, plain(one)) }))
    .toSorted((a, b) => a.distance - b.distance)
  const [best] = ranked
  return best !== undefined && best.distance <= Math.floor(written.length / 3) ? best.one : null
}

/** What is said of a word that there is not, where the words that there are are not many: `Did you mean level? Known: level, rates`. */
export function choiceWords(word: string, known: readonly string[]): string {
  const meant = nearestOf(word, known)
  const list = `Known: ${known.join(', ')}`
  return meant === null ? list : `Did you mean ${meant}? ${list}`
}

/** `task_type` and `taskType` are one word. */
function plain(word: string): string {
  return word.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
}

/** Optimal string alignment (Damerau 1964): insertions, deletions, substitutions, and swaps of neighbours. */
function distanceOf(a: string, b: string): number {
  let before: number[] = []
  let above = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const changed = (above[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      const swap = swapped ? (before[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY
      row.push(Math.min((above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, changed, swap))
    }
    before = above
    above = row
  }
  return above[b.length] ?? 0
}
