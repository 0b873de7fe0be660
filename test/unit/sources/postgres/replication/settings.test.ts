import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { streamSettings } from '../../../../../src/sources/postgres/replication/settings.ts'

const base = { name: 'Our Platform 2', url: 'postgres://h/db', tables: [] }

describe('the settings of following', () => {
  test('are none where the tables are polled', () => {
    assert.equal(streamSettings(base), null)
    assert.equal(streamSettings({ ...base, follow: 'polling' }), null)
  })

  test('have names made of that of the source, a gigabyte, and a limit of the server', () => {
    const own = 'slowburn_our_platform_2'
    assert.deepEqual(streamSettings({ ...base, follow: 'replication' }), {
      names: { slot: own, publication: own },
      most: 1024 ** 3,
      limited: true,
    })
  })

  test('may be given', () => {
    const given = { slot: 's', publication: 'P', slotWal: 5, serverLimit: 'waived' as const }
    assert.deepEqual(streamSettings({ ...base, follow: 'replication', ...given }), {
      names: { slot: 's', publication: 'P' },
      most: 5,
      limited: false,
    })
  })

  test('have a name that is no longer than PostgreSQL takes', () => {
    const settings = streamSettings({ ...base, name: 'x'.repeat(80), follow: 'replication' })
    assert.equal(settings?.names.slot.length, 63)
  })
})
