// How many connections are kept, in all and from one address. What waits for the rest of a request makes room for what
// comes, so that a crowd of slow ones starves neither a probe nor a scrape, not even from its own address.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Server, Socket } from 'node:net'
import type { Millis } from '../core/clock.ts'
import { SECOND } from '../core/duration.ts'

export interface ConnectionLimits {
  all: number
  perAddress: number
  /** Addresses that stand for many, as that of a reverse proxy: only the first bound holds for them. */
  isShared(address: string): boolean
}

/** An answer that takes longer than this may be cut off for a new connection, where there is no room otherwise. */
const PATIENCE: Millis = 10 * SECOND

interface Connection {
  socket: Socket
  address: string
  /** Monotonic milliseconds: when it came, or when its last answer ended. */
  since: number
  /** The request that is being answered; null while it waits for one. */
  request: IncomingMessage | null
}

/** Keeps the bounds for as long as the server runs. Returns how many connections are kept now. */
export function boundConnections(server: Server, limits: ConnectionLimits): () => number {
  const connections = new Map<Socket, Connection>()
  // Over TLS the socket of a request is another than that of its connection; their ports are the same.
  const secured = new WeakMap<Socket, Connection>()

  server.on('connection', (socket: Socket) => {
    const address = addressGroup(socket.remoteAddress)
    const own = [...connections.values()].filter(one => one.address === address)
    const crowded = own.length >= limits.perAddress && !limits.isShared(socket.remoteAddress ?? '')
    if (crowded || connections.size >= limits.all) {
      const victim = victimOf(crowded ? own : ofTheMost(connections))
      if (victim === null) {
        socket.destroy()
        return
      }
      victim.socket.destroy()
      connections.delete(victim.socket)
    }
    connections.set(socket, { socket, address, since: performance.now(), request: null })
    socket.once('close', () => connections.delete(socket))
  })

  server.on('secureConnection', (secure: Socket) => {
    const found = [...connections.values()].find(({ socket }) => portsOf(socket) === portsOf(secure))
    if (found !== undefined) secured.set(secure, found)
  })

  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const connection = connections.get(request.socket) ?? secured.get(request.socket)
    if (connection === undefined) return
    connection.request = request
    connection.since = performance.now()
    response.once('close', () => {
      connection.request = null
      connection.since = performance.now()
    })
  })
  return () => connections.size
}

function portsOf({ remoteAddress, remotePort, localPort }: Socket): string {
  return `${remoteAddress}|${remotePort}|${localPort}`
}

/** One customer of a provider has a whole /64 of IPv6 addresses. */
function addressGroup(address: string | undefined): string {
  if (address === undefined) return 'local'
  const v4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (v4 !== undefined || !address.includes(':')) return v4 ?? address
  const [head = '', tail] = address.split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length
  return [...left, ...Array.from({ length: zeros }, () => '0'), ...right].slice(0, 4).join(':')
}

function ofTheMost(connections: ReadonlyMap<Socket, Connection>): Connection[] {
  const groups = [...Map.groupBy(connections.values(), ({ address }) => address).values()]
  return groups.reduce<Connection[]>((most, group) => (group.length > most.length ? group : most), [])
}

/** The one that has waited longest for (the rest of) a request; else the oldest answer that takes too long. */
function victimOf(connections: readonly Connection[]): Connection | null {
  const byAge = connections.toSorted((a, b) => a.since - b.since)
  const waiting = byAge.find(({ request }) => request === null || !request.complete)
  const [oldest] = byAge
  if (waiting !== undefined || oldest === undefined) return waiting ?? null
  return performance.now() - oldest.since > PATIENCE ? oldest : null
}
