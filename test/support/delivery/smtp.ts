// A real SMTP server that misbehaves as told, and keeps a log of what it accepted: the oracle of delivery tests.
import type { AddressInfo, Server, Socket } from 'node:net'
import { createServer } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'

export interface Accepted {
  recipient: string
  sender: string
  messageId: string
  raw: Buffer
}

/** `code` answers with that SMTP code; `drop` ends the connection without an answer, at that stage. */
export type Misbehaviour =
  | { at: 'connect' | 'mail' | 'rcpt' | 'data'; code: number }
  /** The message was taken, and logged, but the answer is lost. */
  | { at: 'answer'; drop: true }
  | { at: 'rcpt'; drop: true }
  /** The connection stands, and the server never says a word. */
  | { at: 'connect'; silent: true }
  /** It goes on after so many milliseconds: before the message is taken, or where it is `answer` after it was. */
  | { at: 'connect' | 'mail' | 'rcpt' | 'data' | 'answer'; stall: number }

/** What always happens to the mail of one recipient. */
export interface Refusal {
  recipient: string
  at: 'rcpt' | 'data'
  code: number
}

export interface TestSmtp {
  port: number
  /** Every transaction that the server accepted (took responsibility for), in order. */
  accepted: Accepted[]
  /** Connections that have been opened. */
  connections(): number
  /** Applied once each, to one attempt after the other; then the server is well. `always` never ends. */
  misbehave(...next: Misbehaviour[]): void
  always(behaviour: Misbehaviour | null): void
  refuse(refusal: Refusal): void
  /** Resolves when the next connection is opened. */
  connected(): Promise<void>
  close(): Promise<void>
}

export async function startSmtp(options: SMTPServerOptions = {}, host = '127.0.0.1'): Promise<TestSmtp> {
  const accepted: Accepted[] = []
  const queue: Misbehaviour[] = []
  const refusals: Refusal[] = []
  let tellConnected = (): void => undefined
  let standing: Misbehaviour | null = null
  let connections = 0
  const current = new Map<string, Misbehaviour | null>()
  const of = (session: string, stage: Misbehaviour['at']): Misbehaviour | null => {
    const behaviour = current.get(session) ?? null
    return behaviour?.at === stage ? behaviour : null
  }
  const refusal = (behaviour: Misbehaviour | Refusal | null): Error | null =>
    behaviour !== null && 'code' in behaviour
      ? Object.assign(new Error('refused by the test'), { responseCode: behaviour.code })
      : null
  const refusalOf = (at: Refusal['at'], addresses: readonly string[]): Refusal | null =>
    refusals.find(one => one.at === at && addresses.includes(one.recipient)) ?? null

  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    closeTimeout: 200,
    ...options,
    onConnect(session, callback) {
      connections += 1
      current.set(session.id, queue.shift() ?? standing)
      tellConnected()
      const behaviour = of(session.id, 'connect')
      if (behaviour === null || 'code' in behaviour) callback(refusal(behaviour))
      else if ('stall' in behaviour) stalled(behaviour, () => callback())
    },
    onMailFrom(_address, session, callback) {
      const behaviour = of(session.id, 'mail')
      stalled(behaviour, () => callback(refusal(behaviour)))
    },
    onRcptTo({ address }, session, callback) {
      const behaviour = of(session.id, 'rcpt') ?? refusalOf('rcpt', [address])
      if (behaviour !== null && 'drop' in behaviour) socketOf(server, session.id)?.destroy()
      else stalled(behaviour, () => callback(refusal(behaviour)))
    },
    onData(stream, session, callback) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope
        const addresses = rcptTo.map(({ address }) => address)
        const refused = refusal(of(session.id, 'data') ?? refusalOf('data', addresses))
        if (refused !== null) return callback(refused)
        stalled(of(session.id, 'data'), () => {
          const raw = Buffer.concat(chunks)
          accepted.push({
            recipient: addresses.join(','),
            sender: mailFrom === false ? '' : mailFrom.address,
            messageId: /^Message-ID: (.*)$/im.exec(raw.toString('latin1'))?.[1]?.trim() ?? '',
            raw,
          })
          const behaviour = of(session.id, 'answer')
          if (behaviour !== null && 'drop' in behaviour) socketOf(server, session.id)?.destroy()
          else stalled(behaviour, () => callback(null, 'taken'))
        })
      })
    },
  })
  server.on('error', () => undefined)
  await new Promise<void>(resolve => server.listen(0, host, resolve))
  return {
    port: (server.server.address() as AddressInfo).port,
    accepted,
    connections: () => connections,
    misbehave: (...next) => void queue.push(...next),
    always: behaviour => {
      standing = behaviour
    },
    refuse: one => void refusals.push(one),
    connected: () =>
      new Promise(resolve => {
        tellConnected = resolve
      }),
    close: () =>
      new Promise(resolve => {
        server.close(resolve)
      }),
  }
}

function stalled(behaviour: Misbehaviour | Refusal | null, go: () => void): void {
  if (behaviour !== null && 'stall' in behaviour) setTimeout(go, behaviour.stall)
  else go()
}

function socketOf(server: SMTPServer, session: string): Socket | null {
  for (const connection of server.connections) {
    const { id, _socket } = connection as { id: string; _socket: Socket }
    if (id === session) return _socket
  }
  return null
}

/** A server below SMTP: does with the bare connection whatever `behave` does. */
export async function startRaw(
  behave: (socket: Socket) => void,
): Promise<{ port: number; connections(): number; close(): Promise<void> }> {
  const open = new Set<Socket>()
  let connections = 0
  const server: Server = createServer(socket => {
    connections += 1
    open.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => open.delete(socket))
    behave(socket)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => connections,
    close: () =>
      new Promise(resolve => {
        for (const socket of open) socket.destroy()
        server.close(() => resolve())
      }),
  }
}

/** Speaks SMTP by lines: `answer` returns what to say to a command, `null` to say nothing. */
export function lineServer(
  answer: (line: string, socket: Socket) => string | null,
): (socket: Socket) => void {
  return socket => {
    let inData = false
    let rest = ''
    socket.write('220 test\r\n')
    socket.on('data', chunk => {
      const lines = (rest + chunk.toString('latin1')).split('\r\n')
      rest = lines.pop() ?? ''
      for (const line of lines) {
        if (inData && line !== '.') continue
        inData = false
        const reply = answer(line, socket)
        if (reply === null) continue
        inData = line.toUpperCase() === 'DATA' && reply.startsWith('354')
        socket.write(reply)
      }
    })
  }
}
