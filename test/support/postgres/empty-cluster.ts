// The files of an empty cluster of PGlite: making them takes four times as long as starting one, so they are made once on a machine.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'

/** What a later run takes up; `TMPDIR` may be gone with this one. */
const KEPT = process.env.SLOWBURN_KEPT ?? tmpdir()

/** For the option `loadDataDir`. Renamed into place whole, so that processes that make it at once do each other no harm. */
export async function emptyCluster(): Promise<Blob> {
  const manifest = new URL('../package.json', import.meta.resolve('@electric-sql/pglite'))
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }
  const kept = join(KEPT, `slowburn-pglite-${version}-${userInfo().uid}.tar`)
  if (!existsSync(kept)) {
    const first = await PGlite.create()
    const written = `${kept}.${process.pid}`
    writeFileSync(written, Buffer.from(await (await first.dumpDataDir('none')).arrayBuffer()))
    renameSync(written, kept)
    await first.close()
  }
  // One of a file could not be handed to another thread.
  return new Blob([readFileSync(kept)])
}
