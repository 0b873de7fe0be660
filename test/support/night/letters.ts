// What a mail server took, as those who read its log alone see it.
import type { Taken } from '../delivery/fast-smtp.ts'

/** A mail in the log, and during which tick it was taken. */
export type Logged = Pick<Taken, 'recipient' | 'bytes'> & { tick: number }

export interface Letter {
  id: string
  recipient: string
  subject: string
  /** `firing`, `resolved`, or what a summary says. */
  state: string
  tick: number
  /** Names, as `pattern` finds them, of what it is about. */
  about: ReadonlySet<string>
  bytes: Buffer
}

export function lettersOf(log: readonly Logged[], pattern: RegExp): Letter[] {
  return log.map(({ bytes, tick, recipient }) => {
    const text = bytes.toString('latin1').replaceAll('=\r\n', '')
    const header = (name: string): string => new RegExp(`^${name}: (.*?)\r$`, 'm').exec(text)?.[1] ?? ''
    // A mail about one alert names it in its subject, and others that stand in its text; a summary lists what it is about.
    const subject = header('Subject')
    const isOne = subject.search(pattern) >= 0 && !/^\w+ \d+ alerts/.test(subject)
    const about = new Set([...(isOne ? subject : text).matchAll(pattern)].map(([name]) => name))
    return {
      id: header('Message-ID'),
      recipient,
      subject,
      state: header('X-Slowburn-State'),
      tick,
      about,
      bytes,
    }
  })
}
