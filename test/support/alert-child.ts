// Run as a process of its own by the crash tests: one look at the world (a change stands, or it does not), the
// commit that follows from it, and one round of delivery. It kills itself with SIGKILL at the failpoint it is
// given. Arguments: database file, SMTP port, `standing` or `over`, the time, failpoint (or `none`).
import process from 'node:process'
import { DatabaseSync } from 'node:sqlite'
import { decide } from '../../src/alerting/decide.ts'
import { HOUR } from '../../src/core/duration.ts'
import { dispatchOnce } from '../../src/delivery/dispatcher.ts'
import { renderAlertEmails } from '../../src/delivery/email/render.ts'
import { owe } from '../../src/delivery/owe.ts'
import { smtpNotifier } from '../../src/delivery/smtp.ts'
import { ALERTING_DDL, sqliteStorm } from '../../src/storage/sqlite/alerting.ts'
import { EPISODES_DDL, sqliteEpisodes } from '../../src/storage/sqlite/episodes.ts'
import { OUTBOX_DDL, sqliteOutbox } from '../../src/storage/sqlite/outbox.ts'
import { addresseeOf, RULE, SERIES, SETTINGS, SLOPE, sample } from './alert-samples.ts'
import { policyOf, recordOf, T0 } from './alerting.ts'
import { dispatchingOf, leapingClock } from './delivery.ts'

const [file = '', port = '', world = '', time = '', failpoint = 'none'] = process.argv.slice(2)
const now = Number(time)
const reach = (name: string): void => {
  if (name === failpoint) process.kill(process.pid, 'SIGKILL')
}

const db = new DatabaseSync(file)
db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
if (db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'outbox'").get() === undefined) {
  db.exec([OUTBOX_DDL, EPISODES_DDL, ALERTING_DDL].join('\n'))
}
const [outbox, episodes, storm] = [sqliteOutbox(db), sqliteEpisodes(db), sqliteStorm(db)]
const transaction = <T>(work: () => T): T => {
  db.exec('BEGIN IMMEDIATE')
  try {
    const result = work()
    reach('before the commit')
    db.exec('COMMIT')
    return result
  } catch (error) {
    db.exec('ROLLBACK')
    throw error
  }
}

const rule = { ...RULE, for: 0, keepFiringFor: 0 }
const decision = decide({
  rules: [rule],
  open: episodes.open(),
  untoldEnds: episodes.untoldEnds(),
  standing:
    world === 'standing' ? [{ record: recordOf(T0, { seriesId: 7, change: SLOPE }), series: SERIES }] : [],
  silences: [],
  labelsOf: () => ({}),
  policy: policyOf(),
  firingsOf: () => [],
  unreachableOf: () => new Set(),
  isProgram: () => false,
  patience: HOUR,
  storm: storm.load(),
  now,
  ended: id => episodes.get(id),
})
reach('after the decision')
const messages = decision.singles.flatMap(({ episode, reason, told }) => {
  if (episode.origin !== 'change') return []
  const to = episode.state
  const input = sample({ transition: { to, at: now, episode }, rule, points: [], reason })
  return renderAlertEmails(input, [addresseeOf('ann@example.org', told.first)], SETTINGS)
})
reach('after the rendering')
transaction(() => {
  for (const episode of decision.episodes) episodes.save(episode)
  reach('between episode and messages')
  owe(outbox, messages, now)
  storm.save(decision.storm)
})
reach('after the commit')
const mail = smtpNotifier({ host: '127.0.0.1', port: Number(port), tls: 'none', auth: null })
const clock = leapingClock(now + HOUR)
await dispatchOnce(
  dispatchingOf(
    { db, outbox, transaction },
    {
      ...mail,
      async send(message, signal) {
        reach('before the attempt')
        const result = await mail.send(message, signal)
        reach('after the attempt')
        return result
      },
    },
    clock,
    { observe: () => reach('after the outcome') },
  ),
  new AbortController().signal,
)
db.close()
