// Whether the disk of the data folder has room for what is still to come.
import { existsSync, type StatsFs, statfsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { type DoctorCheck, type Finding, fault, warning } from '../check.ts'

const MB = 1_000_000
/** Below this a write-ahead log and its checkpoint may not fit. */
const TOO_LITTLE = 100 * MB
const LITTLE = 1000 * MB

export const diskSpace: DoctorCheck = {
  name: 'disk',
  stage: 'host',
  help: 'The disk of the data folder has room: 1 GB is little, 100 MB is too little.',
  run: ({ folder }) => {
    if (folder === null) return []
    const place = nearest(resolve(folder))
    return roomFindings(place, statfsSync(place))
  },
}

export function roomFindings(
  place: string,
  { bavail, bsize, files, ffree }: Pick<StatsFs, 'bavail' | 'bsize' | 'files' | 'ffree'>,
): Finding[] {
  const free = bavail * bsize
  if (files > 0 && ffree === 0) {
    return [fault(place, 'the disk has no inode left, so no file can be made', 'Remove files on that disk')]
  }
  if (free >= LITTLE) return []
  const what = `${Math.floor(free / MB)} MB are free on the disk`
  const remedy = 'Free some space, or move the data folder to another disk (data.folder)'
  return [free < TOO_LITTLE ? fault(place, what, remedy) : warning(place, what, remedy)]
}

/** The folder, or the first above it that is there. */
function nearest(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : nearest(dirname(folder))
}
