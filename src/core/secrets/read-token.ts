// Reads a token that lies in a file, so that it stands in no command line.
import { readRegular } from '../reading/regular-file.ts'

/** Throws an Error where the file cannot be read, or holds anything but one word. */
export function readToken(file: string): string {
  const token = readRegular(file).toString('utf8').trim()
  if (!/^[\x21-\x7e]+$/.test(token)) throw new Error(`${file} holds no token: one word is expected`)
  return token
}
