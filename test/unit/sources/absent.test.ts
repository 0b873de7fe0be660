import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SourceError } from '../../../src/core/errors.ts'
import { absentSource, isAbsent } from '../../../src/sources/absent.ts'

test('what stands for a source that could not be made says so whenever it is asked', async () => {
  const source = absentSource('platform', { feeds: ['task'] }, 'out of order')
  assert.deepEqual([source.name, source.feeds], ['platform', ['task']])
  const { signal } = new AbortController()
  assert.throws(() => source.pull(null, signal), new SourceError('out of order'))
  assert.deepEqual(await source.check(signal), [{ where: 'platform', message: 'out of order', refused: 0 }])
  assert.ok(isAbsent(source) && source.absent === 'out of order')
  await source.close()
})
