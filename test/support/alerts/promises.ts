// What the log of the mail server must say after a night in which one alarm began and ended.
export interface Logged {
  recipient: string
  raw: Buffer
}

/** What was promised and not kept. `excused`: copies after endings of which only the server can know. */
export function brokenPromises(log: readonly Logged[], to: readonly string[], excused: number): string[] {
  const broken: string[] = []
  let copies = 0
  for (const recipient of to) {
    const mails = log.filter(mail => mail.recipient === recipient)
    const states = mails.map(({ raw }) => header(raw, 'X-Slowburn-State'))
    const told = states.filter((state, index) => state !== states[index - 1])
    if (told.join() !== 'firing,resolved')
      broken.push(`${recipient} was told ${states.join(', ') || 'nothing'}`)
    copies += mails.length - told.length
  }
  if (copies > excused) broken.push(`${copies} copies too many, ${excused} excused`)
  for (const [id, same] of Map.groupBy(log, ({ raw }) => header(raw, 'Message-ID'))) {
    if (!same.every(({ raw }) => raw.equals(same[0]?.raw ?? Buffer.alloc(0))))
      broken.push(`${id} came in other bytes`)
  }
  return broken
}

function header(raw: Buffer, name: string): string {
  return new RegExp(`^${name}: (.*?)\\r$`, 'm').exec(raw.toString('latin1'))?.[1] ?? ''
}
