// A network between a client and a server that can be cut: connections that stand fall, and none comes through.
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface Gate {
  port: number
  /** `refused`: as where nothing listens. `swallowed`: as where packets are dropped; nobody is answered. */
  cut(how: 'refused' | 'swallowed'): void
  mend(): void
  close(): Promise<void>
}

export async function openGate(to: number): Promise<Gate> {
  let state: 'open' | 'refused' | 'swallowed' = 'open'
  const sockets = new Set<Socket>()
  const keep = (socket: Socket): void => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => sockets.delete(socket))
  }
  const server = createServer(inner => {
    keep(inner)
    if (state === 'refused') inner.destroy()
    if (state !== 'open') return
    const outer = connect(to, '127.0.0.1')
    keep(outer)
    inner.pipe(outer).pipe(inner)
    inner.on('close', () => outer.destroy())
    outer.on('close', () => inner.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const fall = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    port: (server.address() as AddressInfo).port,
    cut(how) {
      state = how
      fall()
    },
    mend() {
      state = 'open'
      fall()
    },
    async close() {
      fall()
      server.close()
      await once(server, 'close')
    },
  }
}
