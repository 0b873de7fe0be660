// Makes a slot by a connection of its own. PostgreSQL lets it wait until every transaction that runs has ended, one after the other: no
// pull can wait for that, and a wait that is broken off begins anew.
import type { Millis } from '../../../core/clock.ts'
import { MINUTE } from '../../../core/duration.ts'
import { messageOf, SourceError } from '../../../core/errors.ts'
import type { Session } from '../connection/session.ts'
import { cancelMaking, createSlot, type Names } from './slot.ts'

/** It keeps dead rows and log on the server meanwhile. */
export const LONGEST_MAKING: Millis = 10 * MINUTE

/** No connection was to be had for it: the tables may be read all the same. */
export class SlotNotMade extends Error {}

export interface SlotMaker {
  /** Where the slot begins; null: it is still waited for. What fails after that is found at the next try. */
  make(names: Names): Promise<bigint | null>
  /** Gives up what is under way. */
  close(): Promise<void>
}

/** `patience`: how long a call waits. */
export function createSlotMaker(open: () => Session, patience: () => Promise<unknown>): SlotMaker {
  let underWay: { names: Names; made: Promise<bigint> } | null = null

  const tried = async (session: Session, names: Names): Promise<bigint> => {
    try {
      return await createSlot(session, names)
    } catch (error) {
      throw error instanceof SourceError ? new SlotNotMade(messageOf(error)) : error
    } finally {
      underWay = null
      await session.close()
    }
  }
  const begin = (names: Names): Promise<bigint> => {
    const made = tried(open(), names)
    made.catch(() => undefined)
    underWay = { names, made }
    return made
  }

  return {
    make: names => Promise.race([underWay?.made ?? begin(names), patience().then(() => null)]),
    close: async () => {
      if (underWay === null) return
      const { names, made } = underWay
      const session = open()
      const cancelled = cancelMaking(session, names).then(() => made)
      await Promise.race([cancelled.catch(() => undefined), patience()])
      await session.close()
    },
  }
}
