import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { manualClock } from '../../../src/core/clock.ts'
import { createLogger } from '../../../src/core/logger.ts'

describe('logger', () => {
  test('passwords never reach a line, wherever they stand', () => {
    const lines: string[] = []
    const log = createLogger({
      clock: manualClock(0),
      level: 'info',
      format: 'text',
      write: line => lines.push(line),
    })
    log.error('cannot reach postgres://app:hunter2@db.example:5432/app', {
      detail: 'password=hunter2 token: "hunter2"',
    })
    assert.equal(lines.length, 1)
    assert.doesNotMatch(lines.join(''), /hunter2/)
    assert.match(lines.join(''), /postgres:\/\/app:\*\*\*@db\.example/)
  })

  test('a line is bounded, whatever is written into it, and a secret is cut out whole', () => {
    const lines: string[] = []
    const log = createLogger({
      clock: manualClock(0),
      level: 'info',
      format: 'text',
      write: l => lines.push(l),
    })
    log.info('m'.repeat(1e6), {
      detail: `${'x'.repeat(9_995)} password=hunter2hunter2`,
      error: 'e'.repeat(1e6),
    })
    assert.ok((lines[0]?.length ?? 0) < 31_000, String(lines[0]?.length))
    assert.doesNotMatch(lines.join(''), /hunt/)
  })

  test('a message is one line, in text and in JSON', () => {
    for (const format of ['text', 'json'] as const) {
      const lines: string[] = []
      const log = createLogger({ clock: manualClock(0), level: 'debug', format, write: l => lines.push(l) })
      log.info('one\ntwo', { n: 3, gone: undefined })
      assert.equal(lines.join('').trimEnd().split('\n').length, 1)
      assert.match(lines.join(''), /1970-01-01T00:00:00\.000Z/)
    }
  })

  test('lines below the level are not written', () => {
    const lines: string[] = []
    const log = createLogger({
      clock: manualClock(0),
      level: 'warn',
      format: 'text',
      write: l => lines.push(l),
    })
    log.info('quiet')
    log.warn('loud')
    assert.equal(lines.length, 1)
  })
})
