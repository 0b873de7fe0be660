// How people reach the running service to act: the secrets beside its data, the file that says where it listens,
// and the links that its emails carry.
import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { hasLevel } from '../alerting/handling.ts'
import type { RolloutSettings } from '../config/keys/rollouts.ts'
import { type Clock, type Millis, systemClock } from '../core/clock.ts'
import { HOUR, WEEK } from '../core/duration.ts'
import { messageOf } from '../core/errors.ts'
import type { Logger } from '../core/logger.ts'
import type { EmailSettings } from '../delivery/email/input.ts'
import { type AlertActionsOptions, createAlertActions } from '../operations/alerts.ts'
import { createBackups } from '../operations/backup/backup.ts'
import { type Receipts, receiptPath } from '../operations/canary/receipts.ts'
import { createIncidentActions } from '../operations/incidents.ts'
import type { LinkAction, LinkActions, Unsubscribing } from '../operations/links.ts'
import type { AlertActions, ControlDeps, Messages } from '../operations/operations.ts'
import { createAnnouncing } from '../operations/releases.ts'
import { createRollouts } from '../operations/rollouts.ts'
import { type AlertAction, signAction } from '../operations/signed-link.ts'
import { LINK_KEY_FILE, SERVICE_FILE, TOKEN_FILE } from '../storage/control-files.ts'
import { keptSecret, writePrivate } from '../storage/kept-secret.ts'
import type { Store } from '../storage/store.ts'
import { unsubscribePath } from '../web/actions/unsubscribe.ts'
import type { Listening } from '../web/listen.ts'

const INSTANCE_BYTES = 12

/** A link in an email that is older than this only shows the alert. */
const LINKS_LAST = WEEK

/** What an email offers; the last only of what has a level to accept. */
const OFFERED: ReadonlyArray<readonly [AlertAction, string]> = [
  ['acknowledge', 'Acknowledge'],
  ['snooze', 'Snooze'],
  ['accept', 'This is not drift'],
]

export interface ControlOptions extends AlertActionsOptions {
  folder: string
  store: AlertActionsOptions['store'] &
    Pick<Store, 'releases' | 'codes' | 'backup' | 'incidents' | 'audits' | 'rollouts' | 'lifecycles'>
  /** How old an event may be. */
  keep: Millis
  /** Left out: messages can be neither tried nor asked for. */
  messages?: Messages
  /** What could be rolled back. Left out: nothing. */
  rollouts?: readonly RolloutSettings[]
  /** Goes into the manifest of a backup. */
  version: string
}

export interface Control {
  web: {
    instance: string
    control: ControlDeps
    links: LinkActions
    unsubscribing: Unsubscribing
    receipts: Receipts
  }
  /** The links of a recipient, on the pages at `baseUrl`. */
  actsFor(baseUrl: string): NonNullable<EmailSettings['actsFor']>
  /** Where a recipient leaves a report, on the pages at `baseUrl`. */
  leaveFor(baseUrl: string): NonNullable<EmailSettings['leaveFor']>
  /** Where a receipt of a canary is posted to, on the pages at `baseUrl`. */
  receiptFor(baseUrl: string): (id: string) => string
  /** Says in the data folder where the service listens; the result takes it back. */
  announce(where: Pick<Listening, 'url' | 'certificate' | 'socket'>): () => void
}

export function openControl({
  folder,
  keep,
  messages,
  rollouts = [],
  version,
  ...options
}: ControlOptions): Control {
  const { store, clock, log } = options
  const acting = createAlertActions(options)
  const key = keptSecret(folder, LINK_KEY_FILE, log)
  const token = keptSecret(folder, TOKEN_FILE, log).toString('base64url')
  const instance = randomBytes(INSTANCE_BYTES).toString('hex')
  return {
    web: {
      instance,
      control: {
        token,
        clock: systemClock,
        acting,
        incidents: createIncidentActions({ store, acting, clock, log }),
        announcing: createAnnouncing({ store, clock, log, keep }),
        rollouts: createRollouts({ rollouts, store, clock }),
        ...(messages === undefined ? {} : { messages }),
        backups: createBackups({ store, folder, secrets: [LINK_KEY_FILE], version, clock: systemClock, log }),
      },
      links: {
        key,
        clock: systemClock,
        useCode: (code, until, now) => store.codes.use(code, until, now),
        perform: act => perform(acting, clock, act),
      },
      receipts: { key, receive: id => store.transaction(() => store.audits.receiveCanary(id, clock.now())) },
      unsubscribing: { key, leave: (digest, recipient) => acting.leave(digest, recipient, recipient) },
    },
    leaveFor: baseUrl => (digest, recipient) =>
      `${baseUrl.replace(/\/+$/, '')}${unsubscribePath(key, digest, recipient)}`,
    receiptFor: baseUrl => id => `${baseUrl.replace(/\/+$/, '')}${receiptPath(key, id)}`,
    actsFor: baseUrl => (episode, recipient, at) =>
      OFFERED.filter(([action]) => action !== 'accept' || hasLevel(episode)).map(([action, label]) => {
        const expires = at + LINKS_LAST
        const signed = signAction(key, { action, episodeId: episode.id, recipient, expires })
        return { label, url: `${baseUrl.replace(/\/+$/, '')}/act/${signed}` }
      }),
    announce({ url, certificate, socket }) {
      const file = join(folder, SERVICE_FILE)
      const known = { url, pid: process.pid, instance, certificate, ...(socket === null ? {} : { socket }) }
      attempt(file, log, () => writePrivate(file, `${JSON.stringify(known)}\n`))
      return () => rmSync(file, { force: true })
    },
  }
}

function perform(acting: AlertActions, clock: Clock, { action, episodeId, who, length }: LinkAction) {
  const actions = {
    acknowledge: () => acting.acknowledge(episodeId, { by: who }),
    snooze: () => acting.snooze(episodeId, { by: who }, clock.now() + (length ?? HOUR)),
    accept: () => acting.accept(episodeId, { by: who }),
  }
  const outcome = actions[action]()
  return outcome.done ? { done: true as const } : { done: false as const, why: outcome.why }
}

function attempt<T>(file: string, log: Logger, work: () => T): T | null {
  try {
    return work()
  } catch (error) {
    log.warn('people cannot act by command or by older links until the next start', {
      file,
      error: messageOf(error),
    })
    return null
  }
}
