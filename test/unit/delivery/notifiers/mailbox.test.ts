import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import * as fc from 'fast-check'
import { renderAlertEmail } from '../../../../src/delivery/email/render.ts'
import { readMime } from '../../../../src/delivery/mime/read.ts'
import { listMailbox, mailboxNotifier, readMail } from '../../../../src/delivery/notifiers/mailbox.ts'
import { addresseeOf, NOW, resolvedSample, SETTINGS, sample } from '../../../support/alert-samples.ts'
import { messageOf } from '../../../support/delivery.ts'

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

  test('lists what it holds, newest first, at most so many', async () => {
    const folder = newFolder()
    const notifier = mailboxNotifier(folder)
    await notifier.send(renderAlertEmail(sample(), addresseeOf('ann@example.org'), SETTINGS), never)
    await notifier.send(renderAlertEmail(resolvedSample(), addresseeOf('ann@example.org'), SETTINGS), never)
    await writeFile(join(folder, 'notes.txt'), 'not a message')
    const list = await listMailbox(folder)
    assert.deepEqual(
      list.map(({ subject, state, to }) => [subject, state, to]),
      [
        ['Re: Task run time p50 of build rising, 16 Nov', 'resolved', 'ann@example.org'],
        ['Task run time p50 of build rising, 16 Nov', 'firing', 'ann@example.org'],
      ],
    )
    assert.equal(list[1]?.date, NOW)
    assert.equal((await listMailbox(folder, 1)).length, 1)
  })

  test('gives a message back with its text, HTML and chart', async () => {
    const folder = newFolder()
    await mailboxNotifier(folder).send(
      renderAlertEmail(sample(), addresseeOf('ann@example.org'), SETTINGS),
      never,
    )
    const [summary] = await listMailbox(folder)
    const mail = await readMail(folder, summary?.id ?? '')
    assert.match(mail?.text ?? '', /^PAGE\nTask run time p50 of build has been rising/)
    assert.match(mail?.html ?? '', /^<!doctype html>/)
    assert.ok(mail?.html?.includes(`cid:${mail.chart?.contentId}`))
    assert.equal(mail?.chart?.type, 'image/png')
    assert.deepEqual([...(mail?.chart?.bytes.subarray(1, 4) ?? [])], [...Buffer.from('PNG')])
  })

  test('is empty where there is no folder', async () => {
    assert.deepEqual(await listMailbox(join(root, 'nowhere')), [])
  })

  test('opens no file but its own', async () => {
    for (const id of ['../secret', '', '/etc/passwd', '20260101T000000Z-0123456789abcdef/../x', '.eml']) {
      assert.equal(await readMail(root, id), null)
    }
    assert.equal(await readMail(newFolder(), '20260101T000000Z-0123456789abcdef'), null)
  })
})

describe('the reader of messages', () => {
  test('never throws, whatever the bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), bytes => void readMime(bytes)))
    const lines = fc.constantFrom(
      'Content-Type: multipart/mixed; boundary="b"',
      '--b',
      '--b--',
      '',
      'Subject: =?utf-8?Q?=C3?=',
      'Content-Transfer-Encoding: base64',
      'Content-Type: multipart/related; boundary=b',
      '====',
    )
    fc.assert(
      fc.property(
        fc.array(lines, { maxLength: 40 }),
        found => void readMime(Buffer.from(found.join('\r\n'))),
      ),
    )
  })
})
