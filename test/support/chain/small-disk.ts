// A disk that can really be full: a small file system in memory, where the machine lets us mount one.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'

export interface SmallDisk {
  folder: string
  /** Leaves not a byte free. */
  fill(): void
  free(): void
}

/** Of so many megabytes; null where it cannot be mounted. Close what is open on it before the test ends. */
export function mountSmallDisk(t: Pick<TestContext, 'after'>, megabytes = 3): SmallDisk | null {
  const folder = mkdtempSync(join(tmpdir(), 'slowburn-test-'))
  t.after(() => {
    spawnSync('umount', ['-l', folder])
    rmSync(folder, { recursive: true, force: true })
  })
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder]).status !== 0)
    return null
  const filler = join(folder, 'filler')
  return {
    folder,
    fill() {
      try {
        writeFileSync(filler, Buffer.alloc(megabytes * 2 ** 20))
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
      }
    },
    free: () => rmSync(filler),
  }
}
