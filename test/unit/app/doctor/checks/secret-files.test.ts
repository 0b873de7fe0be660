import assert from 'node:assert/strict'
import { chmodSync, copyFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { secretFiles } from '../../../../../src/app/doctor/checks/secret-files.ts'
import { temporaryFolder } from '../../../../support/folder.ts'
import { findings, installationOf } from '../../../../support/process/installation.ts'

const PEM = fileURLToPath(new URL('../../../../golden/web/', import.meta.url))
const HASH = '$2y$10$QOauhQNbBCuQDKes6eFzPeMqBSjb7Mr5DUmpZ/VcEd00UAV/LDeSi'

test('a key or a file of log-ins that every user of the machine can read is a warning, and a certificate is none', async t => {
  const folder = temporaryFolder(t)
  const file = join(folder, 'web.yml')
  for (const name of ['server.pem', 'server.key']) copyFileSync(PEM + name, join(folder, name))
  writeFileSync(
    file,
    `tls_server_config: { cert_file: server.pem, key_file: server.key }\nbasic_auth_users: { a: "${HASH}" }\n`,
  )
  for (const name of ['server.pem', 'server.key', 'web.yml']) chmodSync(join(folder, name), 0o644)
  const installation = installationOf(t, `listen: { web_config: ${JSON.stringify(file)} }\n`)
  assert.deepEqual(await findings(secretFiles, installation), [
    `warning ${file}: holds hashes of passwords and can be read by every user of this machine (mode 644)`,
    `warning ${join(folder, 'server.key')}: holds a private key and can be read by every user of this machine (mode 644)`,
  ])
  for (const name of ['server.key', 'web.yml']) chmodSync(join(folder, name), 0o640)
  assert.deepEqual(await findings(secretFiles, installation), [])
})

test('so are the keys and tokens of the mail server, wherever they are named', async t => {
  const key = join(temporaryFolder(t), 'dkim.key')
  writeFileSync(key, 'x', { mode: 0o604 })
  const smtp = `contacts: [{ name: ann, email: ann@example.org }]\nsmtp: { host: h, from: a@example.org, dkim: { domain: example.org, selector: s, key_file: ${JSON.stringify(key)} } }\n`
  const [found] = await findings(secretFiles, installationOf(t, smtp))
  assert.match(found ?? '', /dkim\.key: holds a private key .*\(mode 604\)/)
})
