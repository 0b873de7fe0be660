// A channel that is handed copies of its own, frozen: what it writes to them fails, and no other channel sees anything of it.
import { frozenCopy } from '../../core/parts/frozen.ts'
import type { Channel } from './channel.ts'

/** The same channel; whatever it is asked, it is handed for itself, and of the settings its own keys alone. */
export function withOwnInput(channel: Channel): Channel {
  const { renderReport, way, identity, faults } = channel
  const ownOf = (settings: object): Record<string, never> => {
    const all = settings as Readonly<Record<string, never>>
    return frozenCopy(Object.fromEntries(Object.keys(channel.settings).map(key => [key, all[key] as never])))
  }
  return Object.freeze({
    ...channel,
    audience: options => channel.audience(frozenCopy(options)),
    recipients: (options, contact) => channel.recipients(frozenCopy(options), contact),
    renderAlert: (...given) => channel.renderAlert(...frozenCopy(given)),
    renderSummary: (summary, ...given) => channel.renderSummary(frozenList(summary), ...frozenCopy(given)),
    renderReport: renderReport && ((...given) => renderReport.apply(channel, frozenCopy(given))),
    renderTest: (...given) => channel.renderTest(...frozenCopy(given)),
    open: (recipients, { settings, folder, clock }) =>
      channel.open(frozenCopy(recipients), Object.freeze({ settings: ownOf(settings), folder, clock })),
    ...(way && { way: (settings, folder) => way.call(channel, ownOf(settings), folder) }),
    ...(identity && { identity: settings => identity.call(channel, ownOf(settings)) }),
    ...(faults && {
      faults: (settings, contacts) => faults.call(channel, ownOf(settings), frozenCopy(contacts)),
    }),
  } satisfies Channel)
}

/** Of a summary of thousands the lists and their entries alone: a copy of all that is in them would hold up everybody. */
function frozenList<T extends object>(summary: T): T {
  const parts = Object.entries(summary).map(([name, part]) => {
    return [
      name,
      Array.isArray(part) ? Object.freeze(part.map(entry => Object.freeze({ ...entry }))) : frozenCopy(part),
    ]
  })
  return Object.freeze(Object.fromEntries(parts)) as T
}
