// Keeps what is in the data folder from other users of the machine: modes are set, and checked, whenever it is opened.
import {
  chmodSync,
  closeSync,
  lstatSync,
  openSync,
  readdirSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs'
import { join } from 'node:path'
import { messageOf, StorageError } from '../core/errors.ts'

const FOLDER = 0o700
const FILE = 0o600
const OTHERS = 0o007
const OTHERS_WRITE = 0o002

/** What slowburn itself puts into its data folder; a folder with anything else in it is somebody else's as well. */
const OURS =
  /^(?:slowburn\.db(?:-wal|-shm|-journal)?|control-token|link-key|service\.json|left-out\.jsonl|.+\.new|mailbox|ground-truth\.json|backups|(?:replaced|damaged)-\w+|witness|ledger|rota-[\w-]+\.ics)$/

/** Whether something in a data folder is slowburn's: what others keep there, as the `lost+found` of a volume, is theirs. */
export function isOurs(name: string): boolean {
  return OURS.test(name)
}

/**
 * Takes group and others their rights on the folder, if nothing but ours is in it, and on everything of ours. Throws
 * StorageError where a file of ours stays open to everybody: a token or a mail that anybody can read is no secret.
 */
export function keepPrivate(given: string): void {
  const folder = realpathSync(given)
  const names = readdirSync(folder)
  if (names.every(isOurs)) restrict(folder, FOLDER)
  if ((statSync(folder).mode & OTHERS_WRITE) !== 0) {
    throw new StorageError(
      `${given} can be written by every user of this machine: what is secret in it can be taken away and replaced. ` +
        'Take that right from them (chmod o-w), or give slowburn a data folder of its own (data.folder)',
    )
  }
  for (const name of names) if (isOurs(name)) keepEntryPrivate(join(folder, name))
}

/** Makes a file that only its owner can read, before anything else makes it for everybody. */
export function touchPrivate(file: string): void {
  try {
    // One that is there is not opened: closing it again would give up the locks that this process may hold on it.
    closeSync(openSync(file, 'wx', FILE))
  } catch (cause) {
    if (!/EEXIST/.test(messageOf(cause))) throw cause
  }
}

function keepEntryPrivate(path: string): void {
  const stats = restrict(path, null)
  if (stats?.isFile() === false && !stats.isDirectory()) {
    throw new StorageError(
      `${path} is no regular file (a named pipe, a socket or a device). Remove it, or give slowburn a data folder of its own (data.folder)`,
    )
  }
  if (stats?.isDirectory() && !lstatSync(path).isSymbolicLink()) {
    for (const name of readdirSync(path)) keepEntryPrivate(join(path, name))
  } else if (stats !== null && (stats.mode & OTHERS) !== 0) {
    throw new StorageError(
      `${path} can be read by every user of this machine (mode ${(stats.mode & 0o777).toString(8)}), and that cannot be changed. ` +
        'Give slowburn a data folder of its own (data.folder), or give the file to its user',
    )
  }
}

/** What it is like afterwards; null where it is gone. What a symbolic link leads to may be anybody's: its mode is seen, and not set. */
function restrict(path: string, mode: number | null): Stats | null {
  try {
    const before = lstatSync(path)
    if (before.isSymbolicLink()) return statSync(path)
    const wanted = mode ?? (before.isDirectory() ? FOLDER : FILE)
    if ((before.mode & 0o077) === 0) return before
    try {
      chmodSync(path, wanted)
    } catch (cause) {
      // Somebody else's: whether that matters is judged by the mode that it has.
      if (!/EPERM|EROFS|ENOTSUP/.test(messageOf(cause))) throw cause
    }
    return lstatSync(path)
  } catch (cause) {
    if (/ENOENT/.test(messageOf(cause))) return null
    throw new StorageError(`the rights on ${path} cannot be set: ${messageOf(cause)}`, { cause })
  }
}
