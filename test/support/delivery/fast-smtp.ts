// An SMTP server by hand: quick enough for thousands of cases, and able to fail at every stage of a conversation.
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { createSecureContext, TLSSocket } from 'node:tls'

/** In the order of a conversation. `dot`: the final dot was read; from there on the message counts as taken. */
export const STAGES = [
  'greeting',
  'ehlo',
  'starttls',
  'handshake',
  'auth',
  'mail',
  'rcpt',
  'data',
  'dot',
] as const
export type Stage = (typeof STAGES)[number]

/** Reached only where the server asks for encryption and a login. */
export const GUARDED_STAGES: readonly Stage[] = ['starttls', 'handshake', 'auth']

/**
 * In place of what the server should say: an answer by its code (in the middle of a handshake, words that are none),
 * the end of the connection, no word at all, or the right words so slowly that nobody waits for them. `greylist`
 * refuses each recipient twice.
 */
export const BEHAVIOURS = [
  421,
  450,
  451,
  535,
  550,
  552,
  'drop',
  'half close',
  'mute',
  'drip',
  'greylist',
] as const
export type Behaviour = (typeof BEHAVIOURS)[number]

export interface Fault {
  at: Stage
  does: Behaviour
}

export interface Taken {
  recipient: string
  bytes: Buffer
  /** When the final dot was read, by `performance.now()`. */
  at: number
}

export interface FastSmtp {
  port: number
  taken: Taken[]
  /** What the next connection that comes so far meets; then it is null again. */
  fault: Fault | null
  /** The client dies at this stage of the next connection that comes so far, before it hears a word. */
  killAt: Stage | null
  /** Called when the client dies. */
  kill: () => void
  /** Whether it asks for STARTTLS and a login. */
  guarded: boolean
  /** A new night: nothing taken, nobody greylisted. */
  reset(): void
  /** Resolves when no connection is open any more: what a client sent before it left has then been read. */
  idle(): Promise<void>
  close(): Promise<void>
}

/** What a client needs to be let in where the server is guarded. */
export const LOGIN = { user: 'slowburn', pass: 'correct horse' }
export const AUTHORITY = golden('authority.pem')

const BETWEEN_DRIPS = 8
const REFUSALS_OF_A_GREYLIST = 2

/** On a free port, unless one is given. */
export async function startFastSmtp(port = 0): Promise<FastSmtp> {
  const open = new Set<Socket>()
  const greylist = new Map<string, number>()
  const state: FastSmtp = {
    port: 0,
    taken: [],
    fault: null,
    killAt: null,
    kill: () => undefined,
    guarded: false,
    reset() {
      state.taken.length = 0
      state.fault = null
      state.killAt = null
      greylist.clear()
      greylisting.on = false
    },
    idle: async () => {
      while (open.size > 0) await new Promise(resolve => setTimeout(resolve, 1))
    },
    close: async () => {
      for (const socket of open) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
  const greylisting = { on: false, met: greylist }
  const server = createServer(socket => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
    socket.on('error', () => undefined)
    converse(socket, state, greylisting)
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  state.port = (server.address() as AddressInfo).port
  return state
}

const CONTEXT = createSecureContext({ cert: golden('server.pem'), key: golden('server.key') })

function golden(name: string): string {
  return readFileSync(new URL(`../../golden/web/${name}`, import.meta.url), 'utf8')
}

function goodAnswer(stage: Stage, state: FastSmtp, secure: boolean): string {
  switch (stage) {
    case 'greeting':
      return '220 fast'
    case 'ehlo':
      if (!state.guarded) return '250 fast'
      return secure ? '250-fast\r\n250 AUTH PLAIN' : '250-fast\r\n250 STARTTLS'
    case 'starttls':
      return '220 go on'
    case 'auth':
      return '235 welcome'
    case 'data':
      return '354 go on'
    case 'dot':
      return '250 taken'
    default:
      return '250 ok'
  }
}

/** One connection, from its first byte or from the end of its handshake. */
function converse(
  socket: Socket,
  state: FastSmtp,
  greylisting: { on: boolean; met: Map<string, number> },
  secure = false,
): void {
  let rest = Buffer.alloc(0)
  let recipient = ''
  let reading = false
  let over = false

  /** Whether the conversation goes on as it should. */
  const reach = (stage: Stage): boolean => {
    if (state.killAt === stage) {
      state.killAt = null
      over = true
      socket.destroy()
      state.kill()
      return false
    }
    if (state.fault?.at !== stage) {
      if (stage === 'rcpt' && isGreylisted(recipient)) return say('450 come again')
      return stage === 'handshake' || say(goodAnswer(stage, state, secure))
    }
    const { does } = state.fault
    state.fault = null
    return misbehave(stage, does)
  }

  const say = (line: string): boolean => {
    socket.write(`${line}\r\n`)
    return !line.startsWith('4')
  }

  const misbehave = (stage: Stage, does: Behaviour): boolean => {
    if (does === 'greylist') {
      greylisting.on = true
      return say(isGreylisted(recipient) ? '450 come again' : '250 ok')
    }
    if (typeof does === 'number') {
      socket.write(`${does} as the test wants\r\n`)
      if (does === 421 || stage === 'handshake') socket.end()
      return false
    }
    over = true
    if (does === 'drop') socket.destroy()
    else if (does === 'half close') socket.end()
    else if (does === 'drip') drip(socket, `${goodAnswer(stage, state, secure)}\r\n`)
    return false
  }

  const isGreylisted = (whom: string): boolean => {
    if (!greylisting.on) return false
    const met = greylisting.met.get(whom) ?? 0
    greylisting.met.set(whom, met + 1)
    return met < REFUSALS_OF_A_GREYLIST
  }

  const encrypt = (): void => {
    over = true
    if (!reach('handshake')) return
    socket.removeAllListeners('data')
    const inner = new TLSSocket(socket, { isServer: true, secureContext: CONTEXT })
    inner.on('error', () => undefined)
    converse(inner, state, greylisting, true)
  }

  const command = (line: string): void => {
    const verb = line.slice(0, 4).toUpperCase()
    if (verb === 'EHLO' || verb === 'HELO') reach('ehlo')
    else if (verb === 'STAR') {
      if (reach('starttls')) encrypt()
    } else if (verb === 'AUTH') reach('auth')
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
    const refused =
      state.killAt !== 'dot' && state.fault?.at === 'dot' && typeof state.fault.does === 'number'
    if (!refused) state.taken.push({ recipient, bytes: unstuff(bytes), at: performance.now() })
    reach('dot')
  }

  if (!secure) reach('greeting')
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

function drip(socket: Socket, text: string): void {
  let at = 0
  const timer = setInterval(() => {
    if (at >= text.length || !socket.writable) return clearInterval(timer)
    socket.write(text.charAt(at))
    at += 1
  }, BETWEEN_DRIPS)
  socket.once('close', () => clearInterval(timer))
}

function unstuff(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString('latin1').replace(/^\.\./gm, '.'), 'latin1')
}
