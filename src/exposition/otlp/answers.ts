// What an answer of 200 keeps to itself: the collector has taken only some of the points, or it is none, as a page to sign in on. OpenTelemetry
// complains of both, and calls the request a success.

export interface Answers {
  /** With the words of a complaint. */
  complained(of: readonly unknown[]): void
  /** Whether there was such a complaint since this was last asked. It comes right before the outcome of its request. */
  refuses(): boolean
}

export function createAnswers(): Answers {
  let isRefused = false
  return {
    complained: of => {
      isRefused ||= of.some(one => typeof one === 'string' && (rejectsPoints(one) || isPage(one)))
    },
    refuses: () => {
      const was = isRefused
      isRefused = false
      return was
    },
  }
}

/** ExportMetricsPartialSuccess, in JSON: where nothing is rejected it is a warning alone. */
function rejectsPoints(text: string): boolean {
  return /"rejectedDataPoints":\s*"?[1-9]/.test(text)
}

/** What cannot be read as JSON where a mark of HTML stands. A collector may answer with what is no JSON and have taken all. */
function isPage(text: string): boolean {
  return text.startsWith("Failed to parse metrics export response: Unexpected token '<'")
}
