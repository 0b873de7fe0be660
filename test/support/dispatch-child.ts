// Run as a process of its own by the crash tests: delivers what an outbox file owes, and kills itself with
// SIGKILL at the failpoint it is given. Arguments: database file, SMTP port, failpoint (or `none`).
import process from 'node:process'
import { systemClock } from '../../src/core/clock.ts'
import { dispatchOnce } from '../../src/delivery/dispatcher.ts'
import { smtpNotifier } from '../../src/delivery/smtp.ts'
import { dispatchingOf, openOutbox } from './delivery.ts'

const [file = '', port = '', failpoint = 'none'] = process.argv.slice(2)
const box = openOutbox(file)
const notifier = smtpNotifier({ host: '127.0.0.1', port: Number(port), tls: 'none', auth: null })

function reach(name: string): void {
  if (name === failpoint) process.kill(process.pid, 'SIGKILL')
}

const { begin, settle, defer } = box.outbox
const dispatching = dispatchingOf(
  {
    ...box,
    outbox: {
      ...box.outbox,
      begin(id, at) {
        reach('before begin')
        begin(id, at)
        reach('inside the commit of begin')
      },
      settle(id, state, at, detail) {
        settle(id, state, at, detail)
        reach('inside the commit of the outcome')
      },
      defer(id, notBefore, error) {
        defer(id, notBefore, error)
        reach('inside the commit of the outcome')
      },
    },
  },
  {
    ...notifier,
    async send(message, signal) {
      reach('after begin')
      const result = await notifier.send(message, signal)
      reach('after the answer')
      return result
    },
  },
  systemClock,
  { observe: () => reach('after the outcome') },
)
await dispatchOnce(dispatching, new AbortController().signal)
box.db.close()
