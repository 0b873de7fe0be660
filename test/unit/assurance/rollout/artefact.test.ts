import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { lookAt } from '../../../../src/assurance/rollout/artefact.ts'
import { temporaryFolder } from '../../../support/folder.ts'
import { settingsOf } from '../../../support/rollout/ledger.ts'

const options = { timeout: 20_000, signal: new AbortController().signal }
const look = (artefact: Readonly<Record<string, unknown>>, version = 'v1') =>
  lookAt(settingsOf({ artefact }).artefact, version, options)

describe('the artefact of a version that is a file', () => {
  test('has the SHA-256 of its bytes as digest, is not there, or cannot be read', async t => {
    const folder = temporaryFolder(t)
    const bytes = Buffer.alloc(3_000_000, 7)
    writeFileSync(join(folder, 'app-v1.tgz'), bytes)
    mkdirSync(join(folder, 'app-v3.tgz'))
    const file = join(folder, 'app-{version}.tgz')
    const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`
    assert.deepEqual(await look({ file }), { digest, fault: null })
    assert.deepEqual(await look({ file }, 'v2'), { digest: null, fault: null })
    assert.match((await look({ file }, 'v3')).fault ?? '', /is no file$/)
  })

  test('is not looked for outside of its folder', async t => {
    const folder = temporaryFolder(t)
    writeFileSync(join(folder, 'secret'), 'x')
    const found = await look({ file: join(folder, 'in', '{version}') }, 'a/../../secret')
    assert.deepEqual([found.digest, /leads out/.test(found.fault ?? '')], [null, true])
  })
})

describe('the artefact that a command knows: a migration, a prompt, a model', () => {
  test('has what is printed on its first line as digest; nothing there is nothing', async () => {
    assert.deepEqual(await look({ command: ['/bin/echo', '{version}-0a'] }), { digest: 'v1-0a', fault: null })
    assert.deepEqual(await look({ command: ['/bin/true'] }), { digest: null, fault: null })
  })

  test('is unknown where the command fails, or says what is no digest', async () => {
    assert.deepEqual(await look({ command: ['/bin/false'] }), { digest: null, fault: 'it ended with code 1' })
    assert.match((await look({ command: ['/bin/echo', 'no such file'] })).fault ?? '', /no digest/)
  })
})
