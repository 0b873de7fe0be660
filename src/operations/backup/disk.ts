// What backups need of a disk: names for moments, files that are on it for good, and faults that say what to do.
import { closeSync, fsyncSync, openSync } from 'node:fs'
import type { Millis } from '../../core/clock.ts'
import { messageOf } from '../../core/errors.ts'

/** A moment as a part of a name. */
export function stampOf(at: Millis): string {
  return new Date(at).toISOString().replace(/[-:]|\.\d+/g, '')
}

export function syncFile(path: string): void {
  const handle = openSync(path, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** What a person can do about it, where that is known. */
export function faultOf(cause: unknown): string {
  const message = messageOf(cause)
  if (/ENOSPC|EDQUOT/.test(message)) return `the disk is full (${message})`
  if (/EROFS/.test(message)) return `the disk is read-only (${message})`
  return message
}
