import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createClosing, openParts } from '../../../src/app/parts.ts'
import { parseConfig } from '../../../src/config/load.ts'
import { systemClock } from '../../../src/core/clock.ts'
import { StorageError } from '../../../src/core/errors.ts'
import { type LogFields, type Logger, silentLogger } from '../../../src/core/logger.ts'
import { temporaryFolder } from '../../support/folder.ts'

describe('what is to be closed', () => {
  test('is closed the latest first, and a step that fails stops no other', async () => {
    const done: string[] = []
    const warned: string[] = []
    const log: Logger = {
      ...silentLogger,
      warn: (_message, fields) => void warned.push(`${fields?.part}: ${fields?.error}`),
    }
    const closing = createClosing(log)
    closing.add(() => void done.push('store'))
    closing.add(() => {
      throw new Error('the port is gone')
    }, 'source toy')
    closing.add(async () => void done.push('server'))
    await closing.run()
    assert.deepEqual(done, ['server', 'store'])
    assert.deepEqual(warned, ['source toy: the port is gone'])
  })

  test('waits for no step that never ends, and names that', async () => {
    const warned: unknown[] = []
    const log = { ...silentLogger, warn: (_: string, fields?: LogFields) => void warned.push(fields?.error) }
    const done: string[] = []
    const closing = createClosing(log, 20)
    closing.add(() => void done.push('store'))
    closing.add(() => new Promise(() => {}))
    closing.add(() => new Promise(() => {}), 'source toy')
    await closing.run()
    assert.deepEqual(done, ['store'])
    assert.deepEqual(warned, ['source toy took longer than 0.02 s', 'a step took longer than 0.02 s'])
  })

  test('takes no longer in all, however many steps never end, and begins every one of them', async () => {
    const begun: number[] = []
    const closing = createClosing(silentLogger, 2000, 300)
    for (let i = 0; i < 5; i++) {
      closing.add(() => {
        begun.push(i)
        return new Promise(() => {})
      })
    }
    const before = performance.now()
    await closing.run()
    assert.deepEqual(begun, [4, 3, 2, 1, 0])
    assert.ok(performance.now() - before < 2000)
  })
})

describe('the parts of the service', () => {
  test('are opened on one data folder, which nobody else can have until they are closed', async t => {
    const folder = temporaryFolder(t)
    const config = parseConfig(
      `data: { folder: ${JSON.stringify(folder)} }
sources:
  - { name: p, url: postgres://localhost/none, tables: [{ table: t, as: tasks, columns: { id: i, created_at: c, completed_at: d } }] }
`,
      {},
    )
    const closing = createClosing(silentLogger)
    const input = { config, clock: systemClock, log: silentLogger }
    const parts = await openParts(input, closing)
    assert.deepEqual(
      parts.sources.map(({ name }) => name),
      ['p'],
    )
    const other = createClosing(silentLogger)
    await assert.rejects(openParts(input, other), StorageError)
    await other.run()
    await closing.run()
    await openParts(input, other)
    await other.run()
  })
})
