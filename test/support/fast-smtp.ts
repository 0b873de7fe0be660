// An SMTP server by hand: quick enough for thousands of cases, and able to fail at every stage of a conversation.
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'

/** In the order of a conversation. `dot`: the final dot was read; from there on the message counts as taken. */
export type Stage = 'greeting' | 'ehlo' | 'mail' | 'rcpt' | 'data' | 'dot'

export type Fault =
  | { at: Stage; answer: number }
  /** The connection ends at that stage, without an answer; at `dot` the message was taken all the same. */
  | { at: Stage; end: 'drop' | 'half close' }
  /** The client dies at that stage. At `dot` the server has taken the message. */
  | { at: Stage; kill: true }

export interface Taken {
  recipient: string
  bytes: Buffer
}

export interface FastSmtp {
  port: number
  taken: Taken[]
  /** The fault of the next connection; null: none. */
  next: Fault | null
  /** Called when a fault says that the client dies. */
  kill: () => void
  close(): Promise<void>
}

export async function startFastSmtp(): Promise<FastSmtp> {
  const open = new Set<Socket>()
  const state: FastSmtp = {
    port: 0,
    taken: [],
    next: null,
    kill: () => undefined,
    close: async () => {
      for (const socket of open) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
  const server = createServer(socket => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
    socket.on('error', () => undefined)
    const fault = state.next
    state.next = null
    converse(socket, fault, state)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  state.port = (server.address() as AddressInfo).port
  return state
}

const GOOD: Readonly<Record<Stage, string>> = {
  greeting: '220 fast',
  ehlo: '250 fast',
  mail: '250 ok',
  rcpt: '250 ok',
  data: '354 go on',
  dot: '250 taken',
}

function converse(socket: Socket, fault: Fault | null, state: FastSmtp): void {
  let rest = Buffer.alloc(0)
  let recipient = ''
  let reading = false
  let over = false

  const reach = (stage: Stage): boolean => {
    if (fault?.at !== stage) {
      socket.write(`${GOOD[stage]}\r\n`)
      return true
    }
    if ('answer' in fault) {
      socket.write(`${fault.answer} as the test wants\r\n`)
      if (fault.answer === 421) socket.end()
      return false
    }
    over = true
    if ('end' in fault && fault.end === 'half close') socket.end()
    else socket.destroy()
    if ('kill' in fault) state.kill()
    return false
  }

  const command = (line: string): void => {
    const verb = line.slice(0, 4).toUpperCase()
    if (verb === 'EHLO' || verb === 'HELO') reach('ehlo')
    else if (verb === 'MAIL') reach('mail')
    else if (verb === 'RCPT') {
      recipient = /<(.*)>/.exec(line)?.[1] ?? ''
      reach('rcpt')
    } else if (verb === 'DATA') reading = reach('data')
    else if (verb === 'QUIT') socket.end('221 bye\r\n')
    else socket.write('250 ok\r\n')
  }

  const message = (bytes: Buffer): void => {
    reading = false
    const refused = fault?.at === 'dot' && 'answer' in fault
    if (!refused) state.taken.push({ recipient, bytes: unstuff(bytes) })
    reach('dot')
  }

  reach('greeting')
  socket.on('data', chunk => {
    rest = Buffer.concat([rest, chunk])
    for (;;) {
      const end = reading ? rest.indexOf('\r\n.\r\n') : rest.indexOf('\r\n')
      if (over || end < 0) return
      const piece = rest.subarray(0, end)
      if (reading) {
        rest = rest.subarray(end + 5)
        message(Buffer.concat([piece, Buffer.from('\r\n')]))
      } else {
        rest = rest.subarray(end + 2)
        command(piece.toString('latin1'))
      }
    }
  })
}

function unstuff(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString('latin1').replace(/^\.\./gm, '.'), 'latin1')
}
