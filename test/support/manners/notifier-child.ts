// Notifiers, by themselves in a process: each sends to a server that says nothing and is checked there, is aborted, and closed twice.
import { appendFileSync } from 'node:fs'
import type { TestContext } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import type { Channel } from '../../../src/delivery/notifiers/channel.ts'
import { channels, recipientsBy } from '../../../src/delivery/notifiers/registry.ts'
import { NOW, SETTINGS, sample } from '../alerts/alert-samples.ts'
import { leapingClock } from '../delivery/delivery.ts'
import { trialOf } from '../delivery/trials/trial-of.ts'
import { temporaryFolder } from '../folder.ts'

const [, , steps = '', ...names] = process.argv
const step = (text: string): void => appendFileSync(steps, `${text}\n`)

for (const name of names) {
  const channel = channels.find(one => one.name === name)
  if (channel === undefined) throw new Error(`there is no channel ${name}`)
  const cleanup: Array<() => unknown> = []
  await tryOne(channel, { after: (done: () => unknown) => void cleanup.push(done) } as unknown as TestContext)
  for (const done of cleanup.reverse()) await done()
}
step('let it end')

async function tryOne(channel: Channel, t: TestContext): Promise<void> {
  const server = await (await trialOf(channel)).start(t, 'says nothing')
  const contact = { name: 'ann', [channel.name]: channel.options.parse(server.options) }
  const to = recipientsBy(channel, [contact]).map(one => ({ ...one, route: 'all', root: null }))
  step('render a message')
  const [message] = channel.renderAlert(sample(), to, SETTINGS)
  if (message === undefined) throw new Error('it renders no message')
  step('open the way')
  const { settings = {} } = server
  const notifier = channel.open(to, { settings, folder: temporaryFolder(t), clock: leapingClock(NOW) })
  step('send and check')
  const stopping = new AbortController()
  const sending = notifier.send(message, stopping.signal)
  const checking = notifier.check(stopping.signal)
  await wait(100)
  step('abort what it sends')
  stopping.abort()
  await Promise.all([sending, checking])
  step('close it')
  await notifier.close()
  step('close it again')
  await notifier.close()
}
