// Reads files that hold secrets or the state of the service: a named pipe in the place of one would hold up the process for ever.
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs'

/** Throws as `readFileSync` does, and where it is no regular file nor a link to one: opening a pipe waits for its other end. */
export function readRegular(file: string): Buffer {
  const handle = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    if (!fstatSync(handle).isFile()) throw new Error(`${file} is no regular file`)
    return readFileSync(handle)
  } finally {
    closeSync(handle)
  }
}
