import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { importFault, loaded } from '../../../../src/cli/terminal/import-fault.ts'
import { MemberError } from '../../../../src/core/names/distinct.ts'

describe('what fails while it is loaded', () => {
  test('is named by its file and line, in one line, with what to do', () => {
    const error = new Error('boom\nand more')
    error.stack = `Error: boom
    at f (file:///x/node_modules/pg/src/a.ts:1:1)
    at file:///x/slowburn/src/sources/my%20own/own.ts:12:7
    at ModuleJob.run (node:internal/modules/esm/module_job:1:1)`
    assert.equal(
      importFault(error),
      'src/sources/my own/own.ts:12 fails when it is loaded: boom. Mend it, or take it out and run npm run generate',
    )
    assert.match(importFault(undefined), /^a file fails when it is loaded: undefined\./)
    assert.match(importFault(new Proxy(error, { get: () => assert.fail() })), /cannot be read/)
  })

  test('late is an error that says so; a fault that names its place stays as it is', async () => {
    await assert.rejects(loaded(Promise.reject(new Error('boom'))), /fails when it is loaded: boom\./)
    const twice = new MemberError('"x" is named twice, in a and in b')
    await assert.rejects(loaded(Promise.reject(twice)), twice)
    assert.equal(await loaded(Promise.resolve(5)), 5)
  })
})
