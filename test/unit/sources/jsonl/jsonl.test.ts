// Files as platforms write them: they grow, are renamed, compressed, cut, and hold what is no JSON.
import assert from 'node:assert/strict'
import { appendFileSync, mkdirSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { manualClock } from '../../../../src/core/clock.ts'
import { MINUTE } from '../../../../src/core/duration.ts'
import { silentLogger } from '../../../../src/core/logger.ts'
import { jsonl } from '../../../../src/sources/jsonl/jsonl.ts'
import { jsonlOptions } from '../../../../src/sources/jsonl/options.ts'
import { NO_MEMORY } from '../../../../src/sources/memory.ts'
import type { Batch, Cursor } from '../../../../src/sources/source.ts'
import { temporaryFolder } from '../../../support/folder.ts'

const NOW = Date.UTC(2026, 5, 29, 12)

function following(t: TestContext) {
  const folder = temporaryFolder(t)
  const settings = jsonlOptions.parse({
    name: 'log',
    type: 'jsonl',
    files: `${folder}/*`,
    events: [{ type: 'task.finished', when: { event: 'done' }, subject: 'id', data: { taskType: '=build' } }],
  })
  const source = jsonl.create(settings, { clock: manualClock(NOW), log: silentLogger, memory: NO_MEMORY })
  let cursor: Cursor | null = null
  return {
    path: join(folder, 'a.jsonl'),
    lines: (...ids: number[]) =>
      ids.map(id => `${JSON.stringify({ at: NOW - MINUTE + id, event: 'done', id })}\n`).join(''),
    source,
    /** Subjects of one pull, and its last batch. */
    async pull(): Promise<{ subjects: string[]; last: Batch | undefined }> {
      const batches: Batch[] = []
      for await (const batch of source.pull(cursor, new AbortController().signal)) {
        batches.push(batch)
        cursor = JSON.parse(JSON.stringify(batch.cursor)) as Cursor
      }
      return {
        subjects: batches.flatMap(({ events }) => events.map(({ subject }) => subject)),
        last: batches.at(-1),
      }
    },
  }
}

describe('a source of JSON Lines', () => {
  test('reads what is there, then only what was added, and a line once it is whole', async t => {
    const { path, lines, pull } = following(t)
    writeFileSync(path, `${lines(1, 2)}${lines(3).slice(0, 20)}`)
    assert.deepEqual((await pull()).subjects, ['1', '2'])
    assert.deepEqual((await pull()).subjects, [])
    appendFileSync(path, `${lines(3).slice(20)}${lines(4)}`)
    assert.deepEqual((await pull()).subjects.toSorted(), ['3', '4'])
  })

  test('follows a file that is rotated and compressed, and reads the end that it had not seen', async t => {
    const { path, lines, pull } = following(t)
    writeFileSync(path, lines(1, 2))
    await pull()
    appendFileSync(path, lines(3))
    renameSync(path, `${path}.1`)
    writeFileSync(path, lines(4))
    assert.deepEqual((await pull()).subjects.toSorted(), ['3', '4'])
    writeFileSync(`${path}.1.gz`, gzipSync(lines(1, 2, 3)))
    rmSync(`${path}.1`)
    appendFileSync(path, lines(5))
    assert.deepEqual((await pull()).subjects, ['5'])
  })

  test('begins anew in a file that was cut', async t => {
    const { path, lines, pull } = following(t)
    writeFileSync(path, lines(1, 2))
    await pull()
    truncateSync(path)
    appendFileSync(path, lines(3))
    assert.deepEqual((await pull()).subjects, ['3'])
  })

  test('counts what it refuses, by reason, and keeps counting where it goes on', async t => {
    const { path, lines, pull } = following(t)
    writeFileSync(path, `${lines(1)}no JSON\n{"event":"done","id":2}\n`)
    const { subjects, last } = await pull()
    assert.deepEqual(subjects, ['1'])
    assert.deepEqual(
      last?.problems.map(({ message }) => message),
      ['1 of 3 lines were refused: not a JSON object', '1 of 3 lines were refused: no moment at at'],
    )
    appendFileSync(path, 'no JSON either\n')
    assert.equal((await pull()).last?.problems[0]?.message, '2 of 4 lines were refused: not a JSON object')
  })

  test('is complete up to its pull less the lateness; not where a file cannot be read', async t => {
    const { path, lines, pull } = following(t)
    writeFileSync(path, lines(1))
    assert.equal((await pull()).last?.completeUpTo, NOW - 2 * MINUTE)
    writeFileSync(`${path}.gz`, 'no gzip')
    const { last } = await pull()
    assert.equal(last?.completeUpTo, null)
    assert.match(last?.problems[0]?.message ?? '', /cannot be read/)
  })

  test('feeds what its events are about, and its check names a pattern without files', async t => {
    const { path, source } = following(t)
    assert.deepEqual(source.feeds, ['task'])
    assert.match((await source.check(new AbortController().signal))[0]?.message ?? '', /no file is at/)
    mkdirSync(`${path}.folder`)
    writeFileSync(path, '')
    assert.deepEqual(await source.check(new AbortController().signal), [])
  })
})
