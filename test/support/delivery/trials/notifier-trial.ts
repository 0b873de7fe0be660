// What the suite of notifiers needs of one: a server of its own, in whatever trouble the suite asks for, by whatever protocol.
import type { TestContext } from 'node:test'
import type { FrozenMessage } from '../../../../src/delivery/outbox/message.ts'

/** What a server may do. One that quotes what it was sent, where it refuses, tells more of a notifier than one that does not. */
export const TROUBLES = [
  /** Nobody listens at the address. */
  'is not there',
  'ends every connection at once',
  /** The connection stands, and it never says a word. */
  'says nothing',
  /** It takes nothing now, and may later. */
  'is in trouble',
  /** The same; and it asks for `PATIENCE`, where the protocol has words for it. */
  'asks for patience',
  'refuses for good',
  /** It has the message, and ends the connection instead of an answer. */
  'takes the message, and its answer is lost',
  'takes the message',
] as const

export type Trouble = (typeof TROUBLES)[number]

/** Seconds that a server asks for. */
export const PATIENCE = 7

export interface TrialServer {
  /** What a contact gives to reach it. A text with `secret` in it is one: it may be in no message and no error. */
  readonly options: unknown
  /** Keys of the installation, as the configuration reads them. */
  readonly settings?: Readonly<Record<string, unknown>>
  /** Messages that it took: the oracle, whatever the notifier says. A connection without one is none. */
  taken(): number
  /** What else may be in no message and no error. */
  readonly secrets?: readonly string[]
}

/** `test/unit/delivery/notifiers/NAME/trial.ts` exports one as `trial`, of a notifier that does not post by HTTP. */
export interface NotifierTrial {
  /** Runs until the test ends. */
  start(t: TestContext, trouble: Trouble): Promise<TrialServer>
  /** What whoever gets it reads of a message; left out where that is its bytes, as text. */
  read?(message: FrozenMessage): Promise<string>
  /** What a contact gives to have it posted to this address; left out by a notifier that does not speak HTTP. */
  optionsAt?(url: string): unknown
}

/** All that may be in no message and no error. */
export function secretsOf({ options, secrets = [] }: TrialServer): readonly string[] {
  return [...secretTexts(options), ...secrets]
}

function secretTexts(value: unknown): string[] {
  if (typeof value === 'string') return value.includes('secret') ? [value] : []
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(secretTexts) : []
}
