// What became of an incident, in words: to stand before the names of the series that it is about.

const WORDS = {
  opened: 'opened with',
  joined: 'joined by',
  left: 'left by',
  merged: 'merged with another incident, of',
  root: 'the root is now',
  closed: 'over',
} as const satisfies Readonly<Record<string, string>>

/** The steps that have words. */
export type Step = keyof typeof WORDS

/** `joined by`; a step that only another version of the service knows is shown as it is. */
export function stepWords(what: string): string {
  return isStep(what) ? WORDS[what] : what
}

function isStep(what: string): what is Step {
  return Object.hasOwn(WORDS, what)
}
