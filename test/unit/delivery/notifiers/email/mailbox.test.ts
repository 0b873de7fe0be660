import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { mailboxNotifier } from '../../../../../src/delivery/notifiers/email/mailbox.ts'
import { messageOf } from '../../../../support/delivery/delivery.ts'

const never = new AbortController().signal
const root = await mkdtemp(join(tmpdir(), 'slowburn-mailbox-'))
after(() => rm(root, { recursive: true }))

const newFolder = (): string => join(root, randomUUID())

describe('the mailbox', () => {
  test('holds a message byte for byte, in a file that appears whole', async () => {
    const folder = newFolder()
    const message = messageOf()
    assert.deepEqual((await mailboxNotifier(folder).send(message, never)).accepted, true)
    const [name = '', ...more] = await readdir(folder)
    assert.deepEqual(more, [])
    assert.match(name, /^19700101T000000Z-[0-9a-f]{16}\.eml$/)
    assert.deepEqual(await readFile(join(folder, name)), Buffer.from(message.bytes))
  })

  test('holds a message once, however often it is sent', async () => {
    const folder = newFolder()
    const notifier = mailboxNotifier(folder)
    for (let times = 0; times < 3; times += 1) await notifier.send(messageOf(), never)
    assert.equal((await readdir(folder)).length, 1)
  })

  test('mends a file that was torn', async () => {
    const folder = newFolder()
    const notifier = mailboxNotifier(folder)
    await notifier.send(messageOf(), never)
    const [name = ''] = await readdir(folder)
    await writeFile(join(folder, name), 'torn')
    await notifier.send(messageOf(), never)
    assert.deepEqual(await readFile(join(folder, name)), Buffer.from(messageOf().bytes))
  })

  test('that cannot be written is said at the check and tried again', async () => {
    const file = join(root, 'a-file')
    await writeFile(file, '')
    const notifier = mailboxNotifier(join(file, 'below'))
    assert.match((await notifier.check(never)) ?? '', /cannot be written/)
    const result = await notifier.send(messageOf(), never)
    assert.deepEqual(result.accepted ? null : result.outcome, 'retry')
  })
})
