// Listens on a Unix socket: for the owner and the group of the service alone, and in place of one that a killed process left.
import { chmodSync, rmSync } from 'node:fs'
import type { Server } from 'node:http'
import type { Server as HttpsServer } from 'node:https'
import { connect } from 'node:net'
import { ConfigError, messageOf } from '../core/errors.ts'

/** Resolves to 0, for there is no port. Throws ConfigError where the socket cannot be listened on. */
export async function openSocket(server: Server | HttpsServer, path: string): Promise<number> {
  try {
    if (await isLeftOver(path)) rmSync(path, { force: true })
    await listenOn(server, path)
    chmodSync(path, 0o660)
    return 0
  } catch (error) {
    const inUse = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
    const refused = new ConfigError([
      {
        path: 'listen.socket',
        message: inUse ? `${path} is in use` : `${path} cannot be listened on: ${messageOf(error)}`,
        remedy: 'Give a path in a folder that this user may write, and that no other program listens on',
      },
    ])
    refused.cause = error
    throw refused
  }
}

/** Whether there is a socket that nobody listens on any more. */
function isLeftOver(path: string): Promise<boolean> {
  return new Promise(resolve => {
    const probe = connect(path)
    probe.once('connect', () => {
      probe.destroy()
      resolve(false)
    })
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'ECONNREFUSED'))
  })
}

function listenOn(server: Server | HttpsServer, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ path }, () => {
      server.off('error', reject)
      resolve()
    })
  })
}
