import assert from 'node:assert/strict'
import { test } from 'node:test'
import { atOrigin } from '../../../../../src/app/import/alertmanager/faults.ts'
import { readSections } from '../../../../../src/app/import/alertmanager/section.ts'

test('a fault is said of the nearest section from which something was made, and of its key where it has that name', () => {
  const root = readSections('a:\n  - b: 1\n    c: 2\n', [])
  const [section] = root.sections('a')
  const whole = { x: [section?.made({ c: 2 })], y: 1 }
  const at = (path: string) => {
    const { path: where, line, message } = atOrigin({ path, message: 'is wrong' }, whole, root)
    return [where, line, message]
  }
  assert.deepEqual(at('x.0.c'), ['a.0.c', 3, 'is wrong'])
  assert.deepEqual(at('x.0.d.e'), ['a.0', 2, 'd.e: is wrong'])
  assert.deepEqual(at('y'), ['y', undefined, 'is wrong'])
})
