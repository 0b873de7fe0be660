// Who is to be notified of an alarm on a route now: the steps whose time has come, with rotas resolved to whoever is on duty.
import type { Millis } from '../../core/clock.ts'
import type { Rota } from './rota.ts'
import { onDuty } from './rota.ts'
import type { Route, Step } from './route.ts'

export interface Reached {
  contact: string
  /** 0 is who is notified at once. */
  step: number
}

export interface Reaching {
  rotas: readonly Rota[]
  firingSince: Millis
  now: Millis
  /** Contacts to whom a message was given up; the next in line is notified without further waiting. */
  unreachable: ReadonlySet<string>
}

/**
 * In order, each contact once. A step is reached when its time has come, and at once where nobody before it could
 * be reached. A clock that has jumped back behind the firing reaches only the first step.
 */
export function reachedOn({ steps }: Pick<Route, 'steps'>, reaching: Reaching): Reached[] {
  const waited = Math.max(0, reaching.now - reaching.firingSince)
  const reached = new Map<string, Reached>()
  for (const [step, { to, after }] of steps.entries()) {
    const deaf = [...reached.keys()].every(contact => reaching.unreachable.has(contact))
    if (step > 0 && waited < after && !deaf) break
    for (const contact of contactsOf({ to }, reaching.rotas, reaching.now)) {
      if (!reached.has(contact)) reached.set(contact, { contact, step })
    }
  }
  return [...reached.values()]
}

/** Names of contacts: those named, and whoever is on duty of the rotas that are named. */
export function contactsOf({ to }: Pick<Step, 'to'>, rotas: readonly Rota[], now: Millis): string[] {
  return to.map(name => {
    const rota = rotas.find(one => one.name === name)
    return rota === undefined ? name : onDuty(rota, now)
  })
}
