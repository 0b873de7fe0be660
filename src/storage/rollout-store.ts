// The ledger of rollbacks, as it is kept: which digest an artefact was recorded with, what was found of it, and how rehearsals went.
import type { Millis } from '../core/clock.ts'

/** Of what is said of an artefact of a version first: it stands. */
export interface KeptDigest {
  version: string
  digest: string
  at: Millis
  by: string
}

/** What was found of an artefact: a digest; nothing, where both are null; or not even that, and why. */
export interface KeptLook {
  version: string
  at: Millis
  digest: string | null
  /** Why it is not known whether it is there. */
  fault: string | null
}

/** One command of the user's. */
export interface KeptStep {
  name: string
  ok: boolean
  /** By a clock that does not jump. */
  seconds: number
  /** What it wrote last, redacted and bounded. */
  words: string
}

export interface RehearsalEnd {
  endedAt: Millis
  /** Whoever ran it was stopped meanwhile. */
  interrupted: boolean
  /** Digest of the artefact before it was restored and after; null where there was none. */
  before: string | null
  after: string | null
  restore: KeptStep
  invariants: readonly KeptStep[]
}

export interface KeptRehearsal {
  id: string
  from: string
  to: string
  by: string
  begunAt: Millis
  /** How long it may take in all; one that has not ended by then is broken. */
  limit: Millis
  /** Null: it has not ended, as far as anybody said. */
  end: RehearsalEnd | null
}

/** By the name of the rollout. Each list is newest first, and has an end: what is older is let go. */
export interface RolloutStore {
  /** False where the version has one: that stands. */
  record(rollout: string, digest: KeptDigest): boolean
  digests(rollout: string): KeptDigest[]
  look(rollout: string, look: KeptLook): void
  looks(rollout: string): KeptLook[]
  begin(rollout: string, rehearsal: KeptRehearsal): void
  /** False where none of that id has begun, or it has ended. */
  end(rollout: string, id: string, end: RehearsalEnd): boolean
  rehearsals(rollout: string): KeptRehearsal[]
}
