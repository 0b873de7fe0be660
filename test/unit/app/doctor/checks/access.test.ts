import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { access } from '../../../../../src/app/doctor/checks/access.ts'
import { temporaryFolder } from '../../../../support/folder.ts'
import { findings, installationOf } from '../../../../support/process/installation.ts'

const TOKEN = `sha256:${'0'.repeat(64)}`
const HASH = '$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy'

function users(t: TestContext, roles: string): string {
  const file = join(temporaryFolder(t), 'web.yml')
  writeFileSync(file, `basic_auth_users: { ann: "${HASH}" }\n`)
  return `listen: { web_config: ${JSON.stringify(file)} }\naccess: { ${roles} }\n`
}

test('one token under two names is named', async t => {
  const one = (name: string) => `{ name: ${name}, role: act, hash: "${TOKEN}" }`
  const found = await findings(
    access,
    installationOf(t, `access: { tokens: [${one('ci')}, ${one('bot')}] }\n`),
  )
  assert.match(found[0] ?? '', /ci, bot are one token/)
})

test('users of whom none may act, and readers who need not log in, are named', async t => {
  const found = await findings(access, installationOf(t, users(t, 'anonymous: read, users: { ann: read }')))
  assert.deepEqual(
    found.map(one => one.split(':')[0]),
    ['warning access.anonymous', 'warning access.users'],
  )
  assert.deepEqual(await findings(access, installationOf(t, users(t, 'users: { ann: act }'))), [])
})
