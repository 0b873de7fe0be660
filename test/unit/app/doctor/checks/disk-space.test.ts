import assert from 'node:assert/strict'
import { test } from 'node:test'
import { diskSpace, roomFindings } from '../../../../../src/app/doctor/checks/disk-space.ts'
import { findings, installationOf } from '../../../../support/process/installation.ts'

test('little room is a warning, too little is a fault, and no inode is too little', async t => {
  const room = (mb: number, ffree = 9) =>
    roomFindings('/data', { bavail: mb, bsize: 1_000_000, files: 10, ffree }).map(({ level }) => level)
  assert.deepEqual([room(1000), room(999), room(99), room(5000, 0)], [[], ['warning'], ['fault'], ['fault']])
  assert.ok(Array.isArray(await findings(diskSpace, installationOf(t))))
})

test('a folder that is not there yet is looked for on the disk on which it would be made', async t => {
  const { folder, ...rest } = installationOf(t)
  assert.deepEqual(
    await findings(diskSpace, { ...rest, folder: `${folder}/deeper/still` }),
    await findings(diskSpace, { ...rest, folder }),
  )
})
