// Whether the data folder is there, can be written, and is for its owner alone.
import { accessSync, constants, existsSync, lstatSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { messageOf } from '../../../core/errors.ts'
import { isOurs } from '../../../storage/private.ts'
import { type DoctorCheck, type Finding, fault } from '../check.ts'

export const dataFolder: DoctorCheck = {
  name: 'data folder',
  stage: 'data',
  help: 'The data folder is there, this user can write it, and no file of slowburn in it is open to other users of the machine or, seen by root, belongs to another.',
  run: ({ folder, service }) => {
    if (folder === null) return []
    if (!existsSync(folder)) {
      if (service.state === 'stopped') return []
      return [fault(folder, 'the data folder is gone', 'Restore it from a backup: slowburn restore')]
    }
    try {
      accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK)
    } catch (error) {
      const remedy = 'Run this as the user of the service, or give the folder to that user'
      return [fault(folder, `cannot be read and written: ${messageOf(error)}`, remedy)]
    }
    const open = ['.', ...ours(folder)].filter(name => isOpen(join(folder, name), name))
    const remedy = `Run chmod -R o-rwx ${folder}, or restart the service, which does the same`
    return [
      ...open.map(name =>
        fault(
          name === '.' ? folder : join(folder, name),
          'is open to every user of this machine: it holds mails, tokens or facts',
          remedy,
        ),
      ),
      ...(process.geteuid?.() === 0 ? ofOthers(folder) : []),
    ]
  },
}

function ours(folder: string): string[] {
  return readdirSync(folder).filter(isOurs)
}

/** To root every file is its own: to the user of the service one that root has put there is not. */
function ofOthers(folder: string): Finding[] {
  const { uid, gid } = statSync(folder)
  const names = ours(folder).filter(name => lstatSync(join(folder, name)).uid !== uid)
  const remedy = `Give it to the owner of the folder: chown -hR ${uid}:${gid} ${folder}/`
  return names.map(name =>
    fault(
      join(folder, name),
      'belongs to another user than the folder, whose service may not read it',
      remedy,
    ),
  )
}

/** A folder that only its users may pass through is closed, whatever the modes in it. */
function isOpen(path: string, name: string): boolean {
  const { mode } = lstatSync(path)
  if (lstatSync(path).isSymbolicLink()) return false
  return name === '.' ? (mode & 0o004) !== 0 && holdsOpen(path) : (mode & 0o004) !== 0
}

function holdsOpen(folder: string): boolean {
  return ours(folder).some(name => (lstatSync(join(folder, name)).mode & 0o004) !== 0)
}
