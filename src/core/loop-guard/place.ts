// Where code was when it was looked at, for people: the innermost line that is not of Node.js itself.
import { fileURLToPath } from 'node:url'

interface Frame {
  location: { scriptId: string; lineNumber: number }
}

/** `file:line`; `files` holds the address of each script by its id. */
export function placeOf(frames: readonly Frame[], files: ReadonlyMap<string, string>): string {
  for (const { location } of frames) {
    const url = files.get(location.scriptId)
    if (url?.startsWith('file:')) return `${fileURLToPath(url)}:${location.lineNumber + 1}`
  }
  return 'code of Node.js'
}
