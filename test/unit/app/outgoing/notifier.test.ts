import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type NotifierConfig, openNotifiers } from '../../../../src/app/outgoing/notifier.ts'
import { createUnderWay } from '../../../../src/app/outgoing/under-way.ts'
import { silentLogger } from '../../../../src/core/logger.ts'
import { createOwners } from '../../../../src/core/loop-guard/owners.ts'
import { askedOnce } from '../../../../src/delivery/notifiers/asked-once.ts'
import type { Channel } from '../../../../src/delivery/notifiers/channel.ts'
import { channels } from '../../../../src/delivery/notifiers/registry.ts'
import { createInterrupted } from '../../../../src/pipeline/faults/interrupted.ts'
import { leapingClock } from '../../../support/delivery/delivery.ts'
import { temporaryFolder } from '../../../support/folder.ts'
import { linesOf } from '../../../support/log.ts'
import { inForm } from '../../../support/long-form.ts'
import { loadProof, watchdogOf } from '../../../support/watchdog.ts'

const given = {
  clock: leapingClock(0),
  owners: createOwners(),
  interrupted: createInterrupted(),
  notifiers: new Map(),
  underWay: createUnderWay(),
}
const configIn = (folder: string, contacts: NotifierConfig['contacts'] = []): NotifierConfig => ({
  data: { folder },
  contacts,
  smtp: null,
})

const outOfOrder = (): never => {
  throw new Error('out of order')
}

const { watchdog: impatient, forever: endless } = loadProof(0.3)

test('every channel of the registry is opened, also for what is owed to somebody who is gone', async t => {
  const config = configIn(temporaryFolder(t))
  const notifiers = openNotifiers(config, { ...given, log: silentLogger, watchdog: watchdogOf() })
  t.after(() => Promise.all(Array.from(notifiers.values(), notifier => notifier.close())))
  assert.deepEqual(
    [...notifiers.keys()],
    channels.map(({ name }) => name),
  )
  assert.equal(notifiers.get('email')?.name, 'mailbox')
})

/** One that never returns takes all of the patience: the short form asks one channel for it. */
function takenThrough<T>(cases: Readonly<Record<string, T>>, place: number): Array<readonly [string, T]> {
  return Object.entries(cases).filter(
    ([how]) => !how.startsWith('never returns') || place < inForm(1, channels.length),
  )
}
const watching = (how: string) => (how.startsWith('never returns') ? impatient : watchdogOf())

for (const [place, { name, example }] of channels.entries()) {
  const broken: Readonly<Record<string, Channel['open']>> = {
    throws: outOfOrder,
    'never returns': endless,
    'returns null': () => null as never,
    'returns no notifier': () => ({ name, send: outOfOrder }) as never,
  }
  for (const [how, open] of takenThrough(broken, place)) {
    test(`channel ${name}, opening which ${how}, is named; its messages wait, and all others are opened`, async t => {
      const { log, lines } = linesOf()
      const all = channels.map(channel => (channel.name === name ? { ...channel, open } : channel))
      const deps = { ...given, log, watchdog: watching(how), all }
      const notifiers = openNotifiers(configIn(temporaryFolder(t)), deps)
      t.after(() => Promise.all(Array.from(notifiers.values(), notifier => notifier.close())))
      assert.deepEqual(
        [...notifiers.keys()],
        channels.map(channel => channel.name),
      )
      assert.equal(lines.length, 1)
      assert.ok(
        lines[0]?.includes('notifier cannot be used as it should') && lines[0].includes(`notifier=${name}`),
      )
      const { signal } = new AbortController()
      const result = await notifiers.get(name)?.send({} as never, signal)
      assert.equal(result?.accepted === false && result.outcome, 'retry')
      assert.match(
        (await notifiers.get(name)?.check(signal)) ?? '',
        /the channel cannot be opened, and its messages wait: ./,
      )
    })
  }

  const wrong: Readonly<Record<string, Partial<Channel>>> = {
    'throws for its recipients': { recipients: outOfOrder },
    'has null for its recipients': { recipients: () => null as never },
    'names nobody for its recipients': { recipients: () => [] },
    'never returns for its recipients': { recipients: endless },
    'throws for its audience': { audience: outOfOrder },
    'has nobody for its audience': { audience: () => 'nobody' as never },
    'throws for its faults': { faults: outOfOrder },
    'has null for its faults': { faults: () => null as never },
  }
  for (const [how, part] of takenThrough(wrong, place)) {
    test(`channel ${name} that ${how} is named, and keeps nothing from starting`, async t => {
      const { log, lines } = linesOf()
      const all = channels.map(channel => {
        return channel.name === name ? askedOnce({ ...channel, ...part }, () => watching(how)) : channel
      })
      const options = channels.find(channel => channel.name === name)?.options.parse(example)
      const config = configIn(temporaryFolder(t), [{ name: 'ops', [name]: options }] as never)
      const notifiersFound = new Map<string, readonly string[]>()
      const deps = { ...given, notifiers: notifiersFound, log, watchdog: watching(how), all }
      const notifiers = openNotifiers(config, deps)
      t.after(() => Promise.all(Array.from(notifiers.values(), notifier => notifier.close())))
      assert.equal(lines.length, 1)
      assert.match(lines[0] ?? '', new RegExp(`notifier cannot be used as it should.*notifier=${name}`))
      const [fault = ''] = notifiersFound.get(name) ?? []
      assert.match(fault, new RegExp(`the channel ${name} cannot say `))
      if (part.recipients === undefined) return
      const { signal } = new AbortController()
      const sent = await notifiers.get(name)?.send({ recipient: `${name}:ops` } as never, signal)
      assert.ok(sent !== undefined && !sent.accepted && sent.outcome === 'retry' && sent.scope === 'message')
      assert.match(sent.error, /cannot say whom it leads to, and its messages wait: ./)
      assert.match(
        (await notifiers.get(name)?.check(signal)) ?? '',
        /cannot say whom it leads to, and its messages wait: ./,
      )
    })
  }
}

test('a channel that was interrupted before is not opened; its messages wait and say why', async t => {
  const opened: string[] = []
  const all = channels.map(one => ({
    ...one,
    open: (...of: Parameters<Channel['open']>) => {
      opened.push(one.name)
      return one.open(...of)
    },
  }))
  const before = { owner: { kind: 'notifier', name: 'webhook' }, place: 'toy.ts:7', at: 1 } as const
  const interrupted = createInterrupted([before])
  const deps = { ...given, interrupted, log: silentLogger, watchdog: watchdogOf(), all }
  const notifiers = openNotifiers(configIn(temporaryFolder(t), []), deps)
  assert.ok(opened.includes('email') && !opened.includes('webhook'))
  const sent = await notifiers.get('webhook')?.send({} as never, new AbortController().signal)
  assert.ok(sent !== undefined && !sent.accepted && sent.outcome === 'retry')
  assert.match(sent.error, /held up everything at toy\.ts:7/)
})
